// The cases of testdata/*.json, and what is easier said in code: requests built, configuration, lists of messages.
#include "carrier/openphone/openphone.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "carrier/openphone/error_table.h"
#include "carrier/openphone/signature.h"
#include "carrier/openphone/webhook.h"
#include "carrier/wire_fixture.h"

namespace tidings::carrier::openphone {
namespace {

const std::string kKey = "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=";

json::array cases(std::string_view file) { return carrier::cases("openphone", file); }

CarrierConfig config() {
  CarrierConfig out;
  out.name = "quo";
  out.type = "openphone";
  out.public_url = "https://tidings.example.org";
  out.values = {{"api_key", "k3y"}, {"signing_key", kKey}, {"phone_number_ids.+15550002222", "PNabc1"}};
  return out;
}

std::unique_ptr<Carrier> make(const CarrierConfig& from = config()) {
  auto made = make_openphone(from);
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return made ? std::move(*made) : nullptr;
}

TEST(OpenPhone, WebhookCases) {
  for (const json::value& item : cases("webhooks.json")) {
    SCOPED_TRACE(str(item, "name"));
    const auto event = read_openphone_webhook(request_of(item.at("request")));
    if (const std::string error = str(item, "error"); !error.empty()) {
      ASSERT_FALSE(event);
      EXPECT_EQ(to_string(event.error().code), error);
      continue;
    }
    ASSERT_TRUE(event) << event.error().describe();
    expect_fields(item.at("event").get_object(), event_json(*event));
    EXPECT_EQ(make()->answer(*event).status, 204);
  }
}

TEST(OpenPhone, SignatureVectorsAndTamperedOnes) {
  for (const json::value& item : cases("signatures.json")) {
    SCOPED_TRACE(str(item, "name"));
    CarrierConfig from;
    for (const auto& [key, value] : item.at("config").get_object())
      from.values.emplace(std::string(key), std::string(value.get_string()));
    const auto keys = read_signing_keys(from);
    ASSERT_TRUE(keys) << keys.error().describe();
    const Instant now{item.at("now").get_int64() * kSecondMs};
    EXPECT_EQ(to_string(check_openphone_signature(*keys, request_of(item.at("request")), now)), str(item, "signature"));
  }
}

TEST(OpenPhone, HeadersOfOneNameAreOneList) {
  const auto carrier = make();
  const auto key = decode_key(kKey).value(), other = decode_key("b3RoZXI=").value();
  const Instant now{1'767'323'045'000};
  for (const bool standard : {false, true}) {
    const auto sign = [&](const Secret& with) {
      return standard ? sign_standard(with, "msg_1", 1'767'323'045, "{}") : sign_hmac(with, now.ms, "{}");
    };
    WebhookRequest request{"POST", "https://example.org/webhooks/openphone", {}, "{}"};
    const std::string name = standard ? "webhook-signature" : "openphone-signature";
    request.headers.add("webhook-id", "msg_1");
    request.headers.add("webhook-timestamp", "1767323045");
    request.headers.add(name, sign(other));
    EXPECT_EQ(carrier->check_signature(request, now), Signature::invalid);
    request.headers.add(name, sign(key));
    EXPECT_EQ(carrier->check_signature(request, now), Signature::valid);
  }
}

TEST(OpenPhone, SendCases) {
  const auto carrier = make();
  for (const json::value& item : cases("sends.json")) {
    SCOPED_TRACE(str(item, "name"));
    const SendResult out = carrier->read_send(result_of(item.at("result")));
    expect_fields(item.at("expect").get_object(), send_json(out));
    expect_sound(out, "5550001111");
  }
}

TEST(OpenPhone, EveryRowOfTheErrorTableIsReadInBothShapes) {
  const auto carrier = make();
  ASSERT_GE(error_rows().size(), 8u);
  for (const ErrorRow& row : error_rows()) {
    SCOPED_TRACE(row.code);
    for (const std::string& body :
         {R"({"code":")" + std::string(row.code) + "\"}", R"({"error":{"key":")" + std::string(row.code) + "\"}}"}) {
      const SendResult sent = carrier->read_send(answered(row.outcome == Outcome::unknown ? 500 : 400, body));
      EXPECT_EQ(sent.outcome, row.outcome);
      EXPECT_EQ(sent.error_class, row.cls);
      EXPECT_EQ(sent.error_code, row.code);
    }
  }
  EXPECT_EQ(find_error(""), nullptr);
}

TEST(OpenPhone, BuildsASend) {
  const auto carrier = make();
  OutgoingMessage message;
  message.id = MessageId{42};
  message.to = "+15550001111", message.from = "+15550002222", message.body = "Grüße \"5+5\"\n🚀";
  HttpRequest request = carrier->build_send(message);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://api.quo.com/v1/messages");
  EXPECT_EQ(request.headers.get("authorization"), "k3y");
  EXPECT_EQ(request.headers.get("content-type"), "application/json");
  EXPECT_EQ(request.headers.get("Quo-Api-Version"), "");
  EXPECT_EQ(
      *parse_json(request.body),
      (json::value{{"content", "Grüße \"5+5\"\n🚀"}, {"from", "+15550002222"}, {"to", json::array{"+15550001111"}}}));
  CarrierConfig other = config();
  other.values["user_id"] = "US123", other.values["inbox_status"] = "done";
  other.values["base_url"] = "http://127.0.0.1:9999/";
  message.from = "PNabc1";
  request = make(other)->build_send(message);
  EXPECT_EQ(request.url, "http://127.0.0.1:9999/v1/messages");
  EXPECT_EQ(*parse_json(request.body), (json::value{{"content", message.body},
                                                    {"from", "PNabc1"},
                                                    {"to", json::array{"+15550001111"}},
                                                    {"userId", "US123"},
                                                    {"setInboxStatus", "done"}}));
}

TEST(OpenPhone, RefusesWhatCanNeverBeSent) {
  const auto carrier = make();
  OutgoingMessage message;
  message.to = "+15550001111", message.from = "+15550002222", message.body = "x";
  EXPECT_FALSE(carrier->refuses(message));
  for (const auto& body : {std::string(), std::string(" \n\t "), std::string(1601, 'a')}) {
    message.body = body;
    const auto no = carrier->refuses(message);
    ASSERT_TRUE(no);
    EXPECT_EQ(no->outcome, Outcome::refused);
    EXPECT_EQ(no->error_class, ErrorClass::content);
  }
  message.body.clear();
  for (int i = 0; i < 1600; ++i) message.body += "ü";
  EXPECT_FALSE(carrier->refuses(message));
  message.media_urls = {"https://example.org/a.png"};
  ASSERT_TRUE(carrier->refuses(message));
  EXPECT_EQ(carrier->refuses(message)->error_code, "no_media");
}

TEST(OpenPhone, LooksUpByNumberIdAndFollowsTokensNotTotals) {
  const auto carrier = make();
  const FindQuery query{"+15550001111", "+15550002222", *parse_utc("2026-01-02T03:04:05Z"), {}};
  const HttpRequest first = *carrier->build_find(query, "");
  EXPECT_EQ(first.url,
            "https://api.quo.com/v1/messages?phoneNumberId=PNabc1&participants=%2B15550001111&maxResults=100&"
            "createdAfter=2026-01-02T03%3A04%3A05Z");
  EXPECT_EQ(first.headers.get("Authorization"), "k3y");
  const auto page = carrier->read_find(answered(200, R"({"data":[
      {"id":"AC1","to":["+15550001111"],"from":"+15550002222","text":"Hi","direction":"outgoing","status":"undelivered",
       "createdAt":"2026-01-02T03:04:06.500Z","updatedAt":"2026-01-02T03:04:07Z","phoneNumberId":"PNabc1","userId":null},
      {"id":"AC2","to":["+15550002222"],"from":"+15550001111","text":"Ho","direction":"incoming","status":"received",
       "createdAt":"2026-01-02T03:04:05Z"}],"totalItems":2,"nextPageToken":"a+b/c="})"));
  ASSERT_TRUE(page) << page.error().describe();
  ASSERT_EQ(page->messages.size(), 2u);
  EXPECT_EQ(page->messages[0].provider_id, "AC1");
  EXPECT_EQ(page->messages[0].to, "+15550001111");
  EXPECT_EQ(page->messages[0].state, DeliveryState::failed);
  EXPECT_TRUE(page->messages[0].undelivered);
  EXPECT_EQ(format_utc(page->messages[0].updated_at), "2026-01-02T03:04:07Z");
  EXPECT_EQ(page->messages[1].updated_at, Instant{});
  EXPECT_EQ(format_utc(page->messages[0].created_at), "2026-01-02T03:04:06.500Z");
  EXPECT_TRUE(page->messages[1].inbound);
  EXPECT_EQ(page->messages[1].state, DeliveryState::unchanged);
  EXPECT_EQ(page->next_url, "https://api.quo.com/v1/messages?pageToken=a%2Bb%2Fc%3D");
  EXPECT_EQ(carrier->build_find(query, page->next_url)->url, first.url + "&pageToken=a%2Bb%2Fc%3D");
  EXPECT_EQ(carrier->read_find(answered(200, R"({"data":[],"totalItems":900,"nextPageToken":null})"))->next_url, "");
}

TEST(OpenPhone, LooksUpInTheLogWhereTheNumbersIdIsNotConfigured) {
  const auto carrier = make();
  const FindQuery query{"+15550001111", "+15550003333", *parse_utc("2026-01-02T03:04:05Z"), {}};
  const HttpRequest first = *carrier->build_find(query, "");
  EXPECT_EQ(first.url,
            "https://api.quo.com/messages?direction=outgoing&from=%2B15550003333&to=%2B15550001111&"
            "createdAt%5Bgt%5D=2026-01-02T03%3A04%3A04.999Z&limit=50");
  EXPECT_EQ(first.headers.get("Quo-Api-Version"), "2026-03-30");
  // What is not found is sent again: a list that hides whom its messages went to must not be believed.
  const auto mute = carrier->read_find(answered(
      200, R"({"data":[{"id":"AC1","direction":"outgoing","text":"Hi","createdAt":"2026-01-02T03:04:06Z"}]})"));
  ASSERT_FALSE(mute);
  EXPECT_EQ(mute.error().code, ErrorCode::corrupt);
}

TEST(OpenPhone, TheWholeLogIsOfTheNewSurface) {
  const auto carrier = make();
  const ListQuery query{*parse_utc("2026-01-01T00:00:00Z"), *parse_utc("2026-01-02T00:00:00Z")};
  const HttpRequest first = *carrier->build_list(query, "");
  EXPECT_EQ(first.url,
            "https://api.quo.com/messages?createdAt%5Bgt%5D=2025-12-31T23%3A59%3A59.999Z&"
            "createdAt%5Blt%5D=2026-01-02T00%3A00%3A00Z&limit=50");
  EXPECT_EQ(first.headers.get("Quo-Api-Version"), "2026-03-30");
  const auto page = carrier->read_list(answered(200, R"({"data":[
      {"id":"AC1","direction":"incoming","text":"STOP","media":[{"url":"https://x.example/a","type":"image/png"}],
       "from":"+15550001111","to":["+15550002222"],"status":"received","createdAt":"2026-01-01T10:00:00Z"},
      {"id":"AC2","direction":"outgoing","text":"Hi","status":"failed","errorCode":"30007",
       "context":{"senderIdentifier":"+15550002222","recipientIdentifiers":["+15550001111"]},
       "createdAt":"2026-01-01T09:00:00Z"}],"nextCursor":"c2"})"));
  ASSERT_TRUE(page) << page.error().describe();
  ASSERT_EQ(page->messages.size(), 2u);
  EXPECT_TRUE(page->messages[0].inbound);
  EXPECT_EQ(page->messages[0].from, "+15550001111");
  EXPECT_EQ(page->messages[0].media.size(), 1u);
  EXPECT_EQ(page->messages[1].to, "+15550001111");
  EXPECT_EQ(page->messages[1].state, DeliveryState::failed);
  EXPECT_EQ(page->messages[1].error_code, "30007");
  EXPECT_EQ(carrier->build_list(query, page->next_url)->url, first.url + "&after=c2");
  EXPECT_EQ(carrier->read_list(answered(200, R"({"data":[],"nextCursor":null})"))->next_url, "");
}

TEST(OpenPhone, FetchesOneAndCannotCancel) {
  const auto carrier = make();
  EXPECT_EQ(carrier->build_fetch("AC/1")->url, "https://api.quo.com/v1/messages/AC%2F1");
  const auto one = carrier->read_fetch(answered(
      200, R"({"data":{"id":"AC1","to":["+15550001111"],"from":"+15550002222","text":"Hi","direction":"outgoing",
              "status":"delivered","createdAt":"2026-01-02T03:04:06Z"}})"));
  ASSERT_TRUE(one) << one.error().describe();
  EXPECT_EQ(one->state, DeliveryState::delivered);
  EXPECT_FALSE(carrier->build_cancel("AC1"));
}

TEST(OpenPhone, LookUpErrorsSayWhatToDo) {
  const auto carrier = make();
  const auto code = [&](const HttpResult& result) { return carrier->read_find(result).error().code; };
  EXPECT_EQ(code(answered(401, R"({"code":"0200401"})")), ErrorCode::unauthenticated);
  EXPECT_EQ(code(answered(404, "")), ErrorCode::not_found);
  EXPECT_EQ(code(answered(429, "")), ErrorCode::rate_limited);
  EXPECT_EQ(code(answered(500, "")), ErrorCode::unavailable);
  EXPECT_EQ(code({Transport::maybe_sent, {}, "timed out"}), ErrorCode::unavailable);
  for (const char* body : {"", "<html>", "[]", "{}", R"({"data":{}})", R"({"data":[1]})", R"({"data":[{"id":"AC1"}]})"})
    EXPECT_EQ(code(answered(200, body)), ErrorCode::corrupt) << body;
  EXPECT_EQ(carrier->read_fetch(answered(200, "{}")).error().code, ErrorCode::corrupt);
}

TEST(OpenPhone, ConfigurationNamesTheKeyThatIsWrong) {
  struct Case {
    std::string key, value;
  };
  for (const auto& [key, value] :
       {Case{"api_key", ""}, Case{"api_key", "Bearer abc"}, Case{"api_key", "a b"}, Case{"api_kee", "x"},
        Case{"signing_key", "not base64!"}, Case{"signing_keys.0", "%%%"}, Case{"webhook_token", "short"},
        Case{"max_age_s", "long"}, Case{"max_age_s", "-1"}, Case{"base_url", "http://api.quo.com"},
        Case{"base_url", "ftp://x"}, Case{"base_url", "https://user@x"}, Case{"user_id", "12"},
        Case{"inbox_status", "open"}, Case{"requests_per_s", "11"}, Case{"requests_per_s", "0"},
        Case{"phone_number_ids", "PN1"}, Case{"phone_number_ids.15550002222", "PN1"},
        Case{"phone_number_ids.+15550002222", "AC1"}}) {
    SCOPED_TRACE(key + " = " + value);
    CarrierConfig bad = config();
    bad.values[key] = value;
    const auto made = make_openphone(bad);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(made.error().where, key.starts_with("signing_keys") ? "signing_keys" : key);
    EXPECT_EQ(made.error().describe().find("k3y"), std::string::npos);
  }
  EXPECT_DOUBLE_EQ(make()->requests_per_s(), 9);
}

}  // namespace
}  // namespace tidings::carrier::openphone
