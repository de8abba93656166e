// Calls: what is asked for, answers (testdata/calls.json), lists. Their events are among testdata/webhooks.json.
#include "carrier/vonage/calls.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "carrier/vonage/token.h"
#include "carrier/vonage/vonage_test_world.h"

namespace tidings::carrier::vonage {
namespace {

const std::string kUuid = "63f61863-4a51-4f6b-86e1-46edebcf9356";
const std::string kCalls = "https://api.nexmo.com/v1/calls";
const Instant kNow = *parse_utc("2026-01-02T03:04:05.250Z");

CarrierConfig voice_config() {  // texts by the SMS API, calls by the application
  CarrierConfig out = config();
  out.values["application_id"] = kApplication;
  out.values["private_key"] = testdata("private_key.pem");
  return out;
}

OutgoingCall call(std::string text = "Hello") {
  OutgoingCall out;
  out.id = MessageId{42};
  out.to = "+61400000001", out.from = "+61400000002";
  out.text = std::move(text), out.language = "en-AU", out.ring_s = 25;
  out.now = kNow, out.attempt = 1;
  return out;
}

json::object claims_of(const HttpRequest& request) {
  const auto claims = unchecked_claims(bearer_token(request.headers));
  EXPECT_TRUE(claims) << request.url;
  return claims.value_or(json::object{});
}

TEST(VonageCalls, OnlyWithAnApplicationAndItsKey) {
  EXPECT_FALSE(make()->makes_calls());
  EXPECT_TRUE(make(voice_config())->makes_calls());
  EXPECT_TRUE(make(messages_config())->makes_calls());
  EXPECT_EQ(make(voice_config())->calls_per_s(), 3.0);
  EXPECT_EQ(make(voice_config())->build_send({.id = MessageId{1}, .to = "+61400000001"}).url,
            "https://rest.nexmo.com/sms/json")
      << "texts go as before";
}

TEST(VonageCalls, ACall) {
  const auto carrier = make(voice_config());
  const HttpRequest request = carrier->build_call(call("Grüße & <5>"));
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, kCalls);
  EXPECT_EQ(request.headers.get("content-type"), "application/json");
  EXPECT_EQ(request.timeout_ms, limits::kSendTimeoutMs);
  EXPECT_EQ(*parse_json(request.body),
            (json::value{{"to", json::array{{{"type", "phone"}, {"number", "61400000001"}}}},
                         {"from", {{"type", "phone"}, {"number", "61400000002"}}},
                         {"ncco", json::array{{{"action", "talk"}, {"text", "Grüße & <5>"}, {"language", "en-AU"}}}},
                         {"event_url", json::array{"https://tidings.example.org/webhooks/vonage/status?m=42"}},
                         {"event_method", "POST"},
                         {"machine_detection", "continue"},
                         {"ringing_timer", 25},
                         {"length_timer", 600}}));
  EXPECT_EQ(claims_of(request).at("application_id"), json::value(kApplication));
  EXPECT_EQ(claims_of(request).at("exp"), 1767323045 + 900);

  OutgoingCall other = call();
  other.machine = MachinePolicy::hang_up, other.voice = "2", other.ring_s = 900, other.language = "";
  CarrierConfig from = voice_config();
  from.values["status_callback_url"] = "https://hooks.example.org/x?tenant=7";
  from.values["voice_url"] = "http://127.0.0.1:9/";
  const HttpRequest again = make(from)->build_call(other);
  EXPECT_EQ(again.url, "http://127.0.0.1:9/v1/calls");
  const json::value body = *parse_json(again.body);
  EXPECT_EQ(body.at("machine_detection"), "hangup");
  EXPECT_EQ(body.at("ringing_timer"), 120);
  EXPECT_EQ(body.at("event_url"), (json::array{"https://hooks.example.org/x?tenant=7&m=42"}));
  EXPECT_EQ(body.at("ncco"),
            (json::array{{{"action", "talk"}, {"text", "Hello"}, {"language", "en-US"}, {"style", 2}}}));
}

TEST(VonageCalls, ATokenOfItsOwnForEachRequest) {
  const auto carrier = make(voice_config());
  OutgoingCall again = call(), later = call();
  again.attempt = 2, later.now = kNow + 1;
  std::set<std::string> ids;
  for (const HttpRequest& request :
       {carrier->build_call(call()), carrier->build_call(again), carrier->build_call(later),
        *carrier->build_fetch_call(kUuid, kNow), *carrier->build_cancel_call(kUuid, kNow),
        *carrier->build_find_call({.to = "+61400000001", .now = kNow}, ""),
        *carrier->build_find_call({.to = "+61400000001", .now = kNow}, kCalls + "?record_index=100")}) {
    ids.emplace(claims_of(request).at("jti").as_string());
  }
  EXPECT_EQ(ids.size(), 7u);
  EXPECT_EQ(carrier->build_call(call()).headers.all(), carrier->build_call(call()).headers.all()) << "building is pure";
}

TEST(VonageCalls, RefusesWhatCanNeverBeSpoken) {
  const auto carrier = make(voice_config());
  EXPECT_EQ(carrier->most_spoken_characters(), 1500u);
  std::string longest;
  for (int i = 0; i < 1500; ++i) longest += "ü";
  EXPECT_FALSE(carrier->refuses_call(call(longest)));
  ASSERT_TRUE(carrier->refuses_call(call(longest + "x")));
  EXPECT_EQ(carrier->refuses_call(call(longest + "x"))->error_class, ErrorClass::content);
  const auto refused = [&](auto change) {
    OutgoingCall out = call();
    change(out);
    const auto no = carrier->refuses_call(out);
    return no ? no->error_code : std::string();
  };
  EXPECT_EQ(refused([](auto& out) { out.from = "AcmeInc"; }), "no_caller");
  EXPECT_EQ(refused([](auto& out) { out.language = "tlh"; }), "language");
  EXPECT_EQ(refused([](auto& out) { out.voice = "Nicole"; }), "voice");
  EXPECT_EQ(refused([](auto& out) { out.voice = "1"; }), "");
  EXPECT_EQ(refused([](auto& out) { out.language = ""; }), "");
}

TEST(VonageCalls, ALanguageOrItsNeighbour) {
  for (const auto& [tag, name] : {std::pair{"en-AU", "en-AU"},
                                  {"EN-au", "en-AU"},
                                  {"en", "en-GB"},
                                  {"en-NZ", "en-GB"},
                                  {"es-AR", "es-ES"},
                                  {"fr-BE", "fr-FR"},
                                  {"pt", "pt-PT"},
                                  {"ar-EG", "ar"},
                                  {"zh-TW", "cmn-TW"},
                                  {"zh-HK", "yue-CN"},
                                  {"zh-CN", "cmn-CN"},
                                  {"zh", "cmn-CN"},
                                  {"fil", "fil-PH"}})
    EXPECT_EQ(spoken_language(tag).value_or("none"), name) << tag;
  for (const char* tag : {"", "mi-NZ", "e", "english"}) EXPECT_FALSE(spoken_language(tag)) << tag;
}

TEST(VonageCalls, AnswerCases) {
  const auto carrier = make(voice_config());
  for (const json::value& item : cases("calls.json")) {
    SCOPED_TRACE(str(item, "name"));
    const SendResult out = carrier->read_call(result_of(item.at("result")));
    expect_fields(item.at("expect").get_object(), send_json(out));
    expect_sound(out);
  }
}

HttpResult list(std::string_view calls, std::string_view where, std::string date = "Fri, 02 Jan 2026 03:10:00 GMT") {
  HttpHeaders headers;
  if (!date.empty()) headers.add("Date", std::move(date));
  return answered(200,
                  "{" + std::string(where) + R"("_links":{"self":{"href":"/calls?order=desc"}},)" +
                      R"("_embedded":{"calls":[)" + std::string(calls) + "]}}",
                  std::move(headers));
}

constexpr std::string_view kDone =
    R"({"uuid":"u-1","conversation_uuid":"CON-1","to":{"type":"phone","number":"61400000001"},)"
    R"("from":{"type":"phone","number":"61400000002"},"status":"completed","direction":"outbound","rate":"0.39",)"
    R"("price":"23.40","duration":"60","start_time":"2026-01-02 03:04:10","end_time":"2026-01-02 03:05:10"})";
constexpr std::string_view kRinging =
    R"({"uuid":"u-2","to":{"type":"phone","number":"61400000001"},"from":{"type":"phone","number":"61400000002"},)"
    R"("status":"ringing","direction":"outbound"})";

TEST(VonageCalls, LooksUpByTimeAndFollowsItsCount) {
  const auto carrier = make(voice_config());
  const FindQuery query{"+61400000001", "+61400000002", kNow - 60'000, kNow, kNow};
  const HttpRequest first = *carrier->build_find_call(query, "");
  EXPECT_EQ(first.method, "GET");
  EXPECT_EQ(first.url, kCalls + "?date_start=2026-01-02T03%3A03%3A05Z&order=desc&page_size=100&record_index=0");

  const auto page = carrier->read_find_call(
      list(std::string(kDone) + "," + std::string(kRinging), R"("count":5,"page_size":100,"record_index":0,)"));
  ASSERT_TRUE(page) << page.error().describe();
  EXPECT_FALSE(page->whole) << "a call nobody took may have no start, by which the list was asked for";
  ASSERT_EQ(page->messages.size(), 2u);
  expect_fields({{"provider_id", "u-2"},
                 {"to", "+61400000001"},
                 {"state", "sending"},
                 {"outcome", "none"},
                 {"created_at", "2026-01-02T03:10:00Z"}},
                listed_json(page->messages[0]));
  expect_fields({{"provider_id", "u-1"},
                 {"from", "+61400000002"},
                 {"state", "completed"},
                 {"outcome", "answered"},
                 {"duration_s", 60},
                 {"created_at", "2026-01-02T03:04:10Z"},
                 {"updated_at", "2026-01-02T03:05:10Z"}},
                listed_json(page->messages[1]));
  EXPECT_EQ(page->next_url, kCalls + "?record_index=2");
  EXPECT_TRUE(carrier->build_find_call(query, page->next_url)->url.ends_with("&record_index=2"));
  EXPECT_TRUE(carrier->build_find_call(query, "https://evil.example/x?record_index=2")->url.starts_with(kCalls + "?"))
      << "our token goes nowhere else";
  EXPECT_EQ(carrier->read_find_call(list(kDone, R"("count":1,"record_index":0,)"))->next_url, "");
  EXPECT_EQ(carrier->read_find_call(list("", R"("count":9,"record_index":9,)"))->next_url, "");
}

TEST(VonageCalls, ACallWithoutATimeIsNeverTakenForAnOlderOne) {
  const auto carrier = make(voice_config());
  const auto page = carrier->read_find_call(list(kRinging, R"("count":1,"record_index":0,)", ""));
  ASSERT_TRUE(page);
  EXPECT_FALSE(page->whole) << "nobody can say when it was made, so the list proves nothing";
}

TEST(VonageCalls, WhatIsNotAListIsCorrupt) {
  const auto carrier = make(voice_config());
  for (const char* body : {"", "[]", "{}", R"({"_embedded":{"calls":{}}})", R"({"_embedded":{"calls":[1]}})",
                           R"({"_embedded":{"calls":[{}]}})", R"({"_embedded":{"calls":[]}})"})
    EXPECT_EQ(carrier->read_find_call(answered(200, body)).error().code, ErrorCode::corrupt) << body;
}

TEST(VonageCalls, FetchesAndHangsUp) {
  const auto carrier = make(voice_config());
  EXPECT_EQ(carrier->build_fetch_call(kUuid, kNow)->url, kCalls + "/" + kUuid);
  EXPECT_EQ(carrier->build_fetch_call("../x?y", kNow)->url.find("/../"), std::string::npos);
  const HttpRequest end = *carrier->build_cancel_call(kUuid, kNow);
  EXPECT_EQ(end.method, "PUT");
  EXPECT_EQ(end.url, kCalls + "/" + kUuid);
  EXPECT_EQ(end.body, R"({"action":"hangup"})");
  expect_fields({{"outcome", "answered"}, {"provider_id", "u-1"}},
                listed_json(*carrier->read_fetch_call(answered(200, std::string(kDone)))));
  EXPECT_TRUE(carrier->read_fetch_call(answered(204, ""))) << "it is being ended";
  EXPECT_EQ(carrier->read_fetch_call(answered(404, "")).error().code, ErrorCode::not_found);
  EXPECT_EQ(carrier->read_fetch_call(answered(401, "")).error().code, ErrorCode::unauthenticated);
  EXPECT_EQ(carrier->read_fetch_call(answered(400, "")).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(carrier->read_fetch_call({Transport::maybe_sent, {}, "reset"}).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace tidings::carrier::vonage
