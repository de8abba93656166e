// Looking up: what is asked of the Reports API, and when its silence about a message means anything.
#include <gtest/gtest.h>

#include <algorithm>

#include "carrier/vonage/vonage_test_world.h"

namespace tidings::carrier::vonage {
namespace {

const Instant kNow = *parse_utc("2026-01-02T03:04:05Z");

std::string report(std::string_view asked, std::string_view received_at, std::string_view records,
                   std::string_view product = "SMS") {
  return R"({"_links":{"self":{"href":"https://api.nexmo.com/v2/reports/records?)" + std::string(asked) +
         R"("}},"request_id":"r","request_status":"SUCCESS","received_at":")" + std::string(received_at) +
         R"(","product":")" + std::string(product) + R"(","items_count":1,"records":[)" + std::string(records) + "]}";
}

const std::string kAsked =
    "product=SMS&direction=outbound&date_start=2026-01-01T03%3A04%3A05Z&date_end=2026-01-02T03%3A04%3A05Z";
const std::string kRecord =
    R"({"account_id":"abcd1234","message_id":"A1","client_ref":"42","direction":"outbound","from":"61400000002",)"
    R"("to":"61400000001","message_body":"hi","network":"50501","country":"AU","date_received":)"
    R"("2026-01-02T03:03:00+0000","date_finalized":null,"latency":42,"status":"delivered","error_code":"0"})";

TEST(VonageReports, AsksForTheDayThatEndsNow) {
  const FindQuery query{"+61400000001", "+61400000002", {}, kNow, kNow - kMinuteMs};
  const auto asked = make()->build_find(query, "");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->method, "GET");
  EXPECT_EQ(asked->url,
            "https://api.nexmo.com/v2/reports/records?account_id=abcd1234&product=SMS&direction=outbound&"
            "date_start=2026-01-01T03%3A04%3A05Z&date_end=2026-01-02T03%3A04%3A05Z&include_message=true");
  EXPECT_EQ(asked->headers.get("Authorization"), "Basic YWJjZDEyMzQ6czNjcmV0");
  EXPECT_NE(make(messages_config())->build_find(query, "")->url.find("product=MESSAGES"), std::string::npos);
}

TEST(VonageReports, DoesNotAskWhatAClockCouldHide) {
  const auto asks = [](int64_t age_ms) {
    return make()->build_find({"", "", {}, kNow, kNow - age_ms}, "").has_value();
  };
  EXPECT_TRUE(asks(0));
  EXPECT_TRUE(asks(12 * kHourMs));
  EXPECT_FALSE(asks(12 * kHourMs + 1));
  EXPECT_FALSE(asks(-1));
}

TEST(VonageReports, ReadsRecords) {
  const std::string older =
      R"({"message_id":"A0","client_ref":null,"direction":"outbound","from":"AcmeInc","to":"61400000001",)"
      R"("date_received":"2026-01-02T13:03:00+11:00","status":"failed","error_code":"9"})";
  const auto page = make()->read_find(answered(200, report(kAsked, "2026-01-02T03:04:06+0000", older + "," + kRecord)));
  ASSERT_TRUE(page) << page.error().describe();
  EXPECT_TRUE(page->whole);
  EXPECT_TRUE(page->next_url.empty());
  ASSERT_EQ(page->messages.size(), 2u);
  const FoundMessage& found = page->messages[0];
  EXPECT_EQ(found.provider_id, "A1") << "newest first";
  EXPECT_EQ(found.client_ref, "42");
  EXPECT_EQ(found.to, "+61400000001");
  EXPECT_EQ(found.from, "+61400000002");
  EXPECT_EQ(found.body, "hi");
  EXPECT_FALSE(found.inbound);
  EXPECT_EQ(format_utc(found.created_at), "2026-01-02T03:03:00Z");
  EXPECT_EQ(found.state, DeliveryState::delivered);
  EXPECT_EQ(found.error_code, "");
  EXPECT_EQ(page->messages[1].from, "AcmeInc");
  EXPECT_EQ(page->messages[1].client_ref, "");
  EXPECT_TRUE(page->messages[1].undelivered);
  EXPECT_EQ(page->messages[1].error_code, "9");
  const auto sent =
      make(messages_config())
          ->read_fetch(answered(200, report(kAsked, "2026-01-02T03:04:06Z",
                                            R"({"message_id":"u","direction":"outbound","status":"submitted",)"
                                            R"("date_received":"2026-01-02T03:03:00.123Z"})",
                                            "MESSAGES")));
  ASSERT_TRUE(sent) << sent.error().describe();
  EXPECT_EQ(sent->state, DeliveryState::sent);
}

TEST(VonageReports, AnEmptyListSaysNothingWhenTheClocksDiffer) {
  const auto whole = [](const std::string& body) {
    const auto page = make()->read_find(answered(200, body));
    EXPECT_TRUE(page) << page.error().describe();
    EXPECT_TRUE(page->messages.empty());
    return page->whole;
  };
  EXPECT_TRUE(whole(report(kAsked, "2026-01-02T03:04:05+0000", "")));
  EXPECT_TRUE(whole(report(kAsked, "2026-01-02T03:04:20+0000", "")));
  EXPECT_FALSE(whole(report(kAsked, "2026-01-02T03:04:21+0000", ""))) << "ours is behind: the newest are not in it";
  EXPECT_FALSE(whole(report(kAsked, "2026-01-02T03:03:49+0000", "")));
  EXPECT_FALSE(whole(report(kAsked, "2025-12-30T03:04:05+0000", ""))) << "ours is three days ahead";
  EXPECT_FALSE(whole(report(kAsked, "", "")));
  EXPECT_FALSE(whole(report("product=SMS", "2026-01-02T03:04:05+0000", "")));
  EXPECT_FALSE(whole(R"({"records":[]})"));
}

TEST(VonageReports, ErrorsSayNothingAboutTheMessage) {
  const auto code = [](const HttpResult& result) {
    const auto found = make()->read_find(result);
    EXPECT_FALSE(found);
    const auto listed = make()->read_list(result);
    EXPECT_FALSE(listed);
    EXPECT_EQ(listed.error().code, found.error().code);
    return found.error().code;
  };
  EXPECT_EQ(code(answered(401, "")), ErrorCode::unauthenticated);
  EXPECT_EQ(code(answered(403, R"({"title":"Forbidden"})")), ErrorCode::unauthenticated);
  EXPECT_EQ(code(answered(422, "")), ErrorCode::invalid_argument);
  EXPECT_EQ(code(answered(429, "")), ErrorCode::rate_limited);
  EXPECT_EQ(code(answered(503, "")), ErrorCode::unavailable);
  EXPECT_EQ(code({Transport::maybe_sent, {}, "reset"}), ErrorCode::unavailable);
  EXPECT_EQ(code(answered(200, "<html>")), ErrorCode::corrupt);
  EXPECT_EQ(code(answered(200, "{}")), ErrorCode::corrupt);
  EXPECT_EQ(code(answered(200, R"({"records":[1]})")), ErrorCode::corrupt);
  EXPECT_EQ(code(answered(200, R"({"records":[{"message_id":"A"}]})")), ErrorCode::corrupt);
  EXPECT_EQ(code(answered(200, R"({"request_status":"TRUNCATED","records":[]})")), ErrorCode::unavailable);
  EXPECT_EQ(make()->read_fetch(answered(200, R"({"records":[],"ids_not_found":"A1"})")).error().code,
            ErrorCode::not_found);
}

TEST(VonageReports, FetchesById) {
  EXPECT_EQ(make()->build_fetch("A1&x")->url,
            "https://api.nexmo.com/v2/reports/records?account_id=abcd1234&product=SMS&direction=outbound&id=A1%26x&"
            "include_message=true");
}

TEST(VonageReports, ListsBothDirectionsOfADay) {
  const auto carrier = make();
  const ListQuery day{kNow - kDayMs, kNow};
  const auto first = carrier->build_list(day, "");
  ASSERT_TRUE(first);
  EXPECT_NE(first->url.find("direction=outbound&date_start=2026-01-01T03%3A04%3A05Z&date_end=2026-01-02T03%3A04%3A05Z"),
            std::string::npos);
  const auto sent = carrier->read_list(answered(200, report(kAsked, "2026-01-02T05:00:00+0000", kRecord)));
  ASSERT_TRUE(sent) << sent.error().describe();
  EXPECT_EQ(sent->messages.size(), 1u);
  const auto second = carrier->build_list(day, sent->next_url);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->url,
            "https://api.nexmo.com/v2/reports/records?account_id=abcd1234&product=SMS&direction=inbound&"
            "date_start=2026-01-01T03%3A04%3A05Z&date_end=2026-01-02T03%3A04%3A05Z&include_message=true");
  EXPECT_FALSE(second->headers.get("Authorization").empty());
  std::string inbound = kAsked;
  inbound.replace(inbound.find("outbound"), 8, "inbound");
  const auto came = carrier->read_list(
      answered(200, report(inbound, "2026-01-02T05:00:00+0000",
                           R"({"message_id":"I1","direction":"inbound","from":"61400000001","to":"61400000002",)"
                           R"("message_body":"STOP","date_received":"2026-01-02T03:03:00+0000"})")));
  ASSERT_TRUE(came) << came.error().describe();
  ASSERT_EQ(came->messages.size(), 1u);
  EXPECT_TRUE(came->messages[0].inbound);
  EXPECT_EQ(came->messages[0].from, "+61400000001");
  EXPECT_EQ(came->messages[0].body, "STOP");
  EXPECT_EQ(came->messages[0].state, DeliveryState::unchanged);

  EXPECT_EQ(carrier->read_list(answered(200, R"({"records":[]})")).error().code, ErrorCode::corrupt)
      << "which half it was must be known";
  EXPECT_TRUE(carrier->build_list(day, "https://evil.example/x?direction=inbound")
                  ->url.starts_with("https://api.nexmo.com/v2/reports/records?"))
      << "our credentials go nowhere else";
}

// Follows the list as reconciliation does, with a carrier that answers what it was asked.
TEST(VonageReports, ListsDayByDayBackToTheFirst) {
  const auto carrier = make();
  const auto asked = [&](int64_t length_ms) {
    const ListQuery query{kNow - length_ms, kNow};
    std::vector<std::string> out;
    std::string cursor;
    do {
      const auto request = carrier->build_list(query, cursor);
      const std::string target = request->url.substr(request->url.find('?') + 1);
      const auto fields = parse_form(target);
      out.push_back(std::string(form_get(fields, "direction")) + " " + std::string(form_get(fields, "date_start")) +
                    " " + std::string(form_get(fields, "date_end")));
      const auto page = carrier->read_list(answered(200, report(target, "2026-01-02T05:00:00+0000", "")));
      EXPECT_TRUE(page) << page.error().describe();
      cursor = page ? page->next_url : "";
    } while (!cursor.empty() && out.size() < 20);
    return out;
  };
  using Asked = std::vector<std::string>;
  EXPECT_EQ(asked(kHourMs), (Asked{"outbound 2026-01-02T02:04:05Z 2026-01-02T03:04:05Z",
                                   "inbound 2026-01-02T02:04:05Z 2026-01-02T03:04:05Z"}));
  EXPECT_EQ(asked(30 * kHourMs), (Asked{"outbound 2026-01-01T03:04:05Z 2026-01-02T03:04:05Z",
                                        "inbound 2026-01-01T03:04:05Z 2026-01-02T03:04:05Z",
                                        "outbound 2025-12-31T21:04:05Z 2026-01-01T03:04:05Z",
                                        "inbound 2025-12-31T21:04:05Z 2026-01-01T03:04:05Z"}));
  EXPECT_EQ(asked(2 * kDayMs).size(), 6u) << "whole days end with a second before the first";
  EXPECT_TRUE(carrier->build_list({}, "")) << "so it is asked whether there is a list at all";
}

}  // namespace
}  // namespace tidings::carrier::vonage
