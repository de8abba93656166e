// What explain answers, field by field: the names and values are a promise to programs.
#include "http/api/explain/explain.h"

#include "http/api/explain/hours.h"
#include "http/api/explain/reply.h"
#include "http/api/explain/segments.h"
#include "http/api_test_world.h"

namespace tidings::http {
namespace {

using explain::explain_hours;
using explain::explain_reply;
using explain::explain_segments;

std::string said(const Result<json::value>& answer) {
  return answer ? json::serialize(*answer) : "error " + answer.error().where;
}
json::value asked(std::string_view text) { return *parse_json(text); }

TEST(Explain, Segments) {
  EXPECT_EQ(said(explain_segments(asked(R"({"text":"hello"})"))), R"({"encoding":"GSM-7","segments":1,"units":5})");
  EXPECT_EQ(said(explain_segments(asked(R"({"text":""})"))), R"({"encoding":"GSM-7","segments":1,"units":0})");
  const auto forced = *explain_segments(asked(R"({"text":"it’s"})"));
  EXPECT_EQ(forced.at("encoding"), "UCS-2");
  EXPECT_EQ(json::serialize(forced.at("forced_by")), R"({"char":"’","code_point":"U+2019","index":2,"twin":"'"})");
  EXPECT_EQ(said(explain_segments(asked("{}"))), "error text");
  EXPECT_EQ(said(explain_segments(asked(R"({"text":"x","id":7})"))), said(explain_segments(asked(R"({"text":"x"})"))))
      << "lines may carry fields of the asker's own";
}

TEST(Explain, Reply) {
  const auto stop = *explain_reply(asked(R"({"text":"Stop"})"));
  EXPECT_EQ(stop.at("class"), "stop");
  EXPECT_FALSE(stop.at("because").as_string().empty());
  EXPECT_EQ(explain_reply(asked(R"({"text":"see you at five"})"))->at("class"), "none");
  EXPECT_EQ(said(explain_reply(asked(R"({"lang":"de"})"))), "error text");
}

TEST(Explain, Hours) {
  EXPECT_EQ(said(explain_hours(asked(R"({"zones":["America/New_York","America/Los_Angeles"],
      "allow":[{"days":"1-5","start":"09:00","end":"17:00"}],"at":"2026-11-18T14:30:00Z"})"))),
            R"({"allowed":false,"next":"2026-11-18T17:00:00Z","zones":["America/New_York","America/Los_Angeles"]})");
  // No span at all could mean always or never: nobody guesses.
  EXPECT_EQ(said(explain_hours(asked(R"({"zones":["Europe/London"],"allow":[],"at":"2026-11-18T03:00:00Z"})"))),
            "error allow");
  EXPECT_EQ(said(explain_hours(asked(R"({"zones":["Europe/London"],"at":"2026-11-18T03:00:00Z"})"))), "error allow");
  // An area code newer than the map is still a number: as many zones as any.
  const auto newer = explain_hours(
      asked(R"({"phone":"+1 329 234 5678","allow":[{"start":"09:00","end":"17:00"}],"at":"2026-11-18T12:00:00Z"})"));
  ASSERT_TRUE(newer) << newer.error().describe();
  EXPECT_GT(newer->at("zones").as_array().size(), 5U);
  const auto by_phone = *explain_hours(
      asked(R"({"phone":"+442079460123","allow":[{"start":"09:00","end":"10:00"}],"at":"2026-11-18T12:00:00Z"})"));
  EXPECT_EQ(by_phone.at("zones").at(0), "Europe/London");
  EXPECT_EQ(by_phone.at("next"), "2026-11-19T09:00:00Z");
  EXPECT_EQ(said(explain_hours(asked(R"({"allow":[],"at":"2026-11-18T12:00:00Z"})"))), "error zones");
  EXPECT_EQ(said(explain_hours(
                asked(R"({"zones":["Europe/London"],"allow":[{"start":"09:00","end":"17:00"}],"at":"noon"})"))),
            "error at");
}

using ExplainOver = ApiTest;

TEST_F(ExplainOver, TheApi) {
  EXPECT_EQ(post("/api/explain/segments", R"({"text":"it’s"})", 200).at("segments"), 1);
  EXPECT_EQ(post("/api/explain/reply", R"({"text":"STOP"})", 200).at("class"), "stop");
  post("/api/explain/hours",
       R"({"phone":"+442079460123","allow":[{"start":"09:00","end":"17:00"}],"at":"2026-11-18T12:00:00Z"})", 200);
  EXPECT_EQ(
      text(
          post("/api/explain/hours",
               R"({"zones":["Mars/Dome"],"allow":[{"start":"09:00","end":"17:00"}],"at":"2026-11-18T12:00:00Z"})", 400),
          "code"),
      "invalid_argument");
}

std::string webhook_question(const char* url, const char* headers,
                             const char* body = "Id=SM1&From=%2B12025550123&Body=please+stop") {
  return fmt::format(R"({{"carrier":"twilio","config":{{"public_url":"https://sms.example.org/","auth_token":"t"}},
      "request":{{"method":"post","url":"{}","headers":{},"body":"{}"}}}})",
                     url, headers, body);
}

TEST_F(ExplainOver, Webhooks) {
  const auto ask_for = [&](const std::string& question) { return post("/api/explain/webhook", question, 200); };
  // A path, an inner URL behind a proxy, and the public URL are the same request.
  for (const char* url : {"/x?m=1", "http://10.0.0.7:8080/x?m=1", "https://sms.example.org/x?m=1"}) {
    const auto good = ask_for(webhook_question(url, R"({"x-signature":"for https://sms.example.org/x?m=1"})"));
    EXPECT_EQ(good.at("signature"), "valid") << url;
    EXPECT_EQ(good.at("accept"), true);
    EXPECT_EQ(good.at("event"), "inbound_message");
    EXPECT_EQ(good.at("from"), kPhone);
    EXPECT_EQ(good.at("text"), "please stop");
    EXPECT_FALSE(good.as_object().contains("state"));
    EXPECT_FALSE(good.as_object().contains("to"));
  }
  EXPECT_EQ(ask_for(webhook_question("/x", R"([["X-Signature","for https://sms.example.org/x"]])", "Id=SM1&Body=STOP"))
                .at("opt"),
            "stop");
  EXPECT_TRUE(ask_for(webhook_question("/x", "{}", "Id=SM1&Body=no+thank+you+leave+me+alone")).at("opt").is_null());
  const auto forged = ask_for(webhook_question("/x", R"({"X-Signature":"wrong"})"));
  EXPECT_EQ(forged.at("signature"), "invalid");
  EXPECT_EQ(forged.at("accept"), false);
  EXPECT_EQ(ask_for(webhook_question("/x", "{}")).at("signature"), "absent");
  const auto unreadable =
      ask_for(webhook_question("/x", R"({"X-Signature":"for https://sms.example.org/x"})", "From=1"));
  EXPECT_EQ(unreadable.at("signature"), "valid");
  EXPECT_EQ(unreadable.at("accept"), true);
  EXPECT_EQ(unreadable.at("event"), "ignored");
  EXPECT_TRUE(unreadable.as_object().contains("problem"));
  const auto receipt = ask_for(webhook_question("/x", "{}", "Id=SM1&Status=delivered"));
  EXPECT_EQ(receipt.at("event"), "delivery_status");
  EXPECT_EQ(receipt.at("state"), "delivered");
  EXPECT_FALSE(receipt.as_object().contains("opt"));
}

// The carrier signs the URL it was given, never the one that reaches us behind a proxy.
TEST_F(ExplainOver, TheConfiguredUrlIsAnOriginAPrefixOrTheWhole) {
  const struct {
    const char *configured, *received, *signed_url, *verdict;
  } rows[] = {
      {"https://a.org", "http://in:8080/tw/in?t=7", "https://a.org/tw/in?t=7", "valid"},
      {"https://a.org", "http://in:8080/tw/in?t=7", "http://in:8080/tw/in?t=7", "invalid"},
      {"https://a.org/tw/in", "http://in:8080/tw/in?t=7", "https://a.org/tw/in?t=7", "valid"},
      {"https://a.org/tw/in?t=7", "http://in:8080/tw/in?t=7", "https://a.org/tw/in?t=7", "valid"},
      {"https://a.org/tw/in?t=7", "http://in:8080/tw/in?t=8", "https://a.org/tw/in?t=7", "invalid"},
      {"https://a.org/tw/in?t=7", "http://in:8080/tw/in", "https://a.org/tw/in?t=7", "valid"},
      {"https://a.org/tw/in?t=7", "http://in:8080/other", "https://a.org/tw/in?t=7", "valid"},
      {"https://a.org/tw/in?t=7#rc=3", "/tw/in?t=7", "https://a.org/tw/in?t=7", "valid"},
      {"https://a.org/tw/", "http://in:8080/in", "https://a.org/tw/in", "valid"},
      {"https://a.org/tw", "http://in:8080/twice", "https://a.org/tw/twice", "valid"},
      {"https://a.org", "https://a.org.evil.test/x", "https://a.org.evil.test/x", "invalid"},
      {"https://a.org/tw/in", "https://a.org/tw/status", "https://a.org/tw/status", "valid"},
      {"", "http://in:8080/x", "http://in:8080/x", "valid"},
  };
  for (const auto& row : rows) {
    const auto answer = post("/api/explain/webhook",
                             fmt::format(R"({{"carrier":"twilio",
        "config":{{"public_url":"{}","auth_token":"t"}},"request":{{"url":"{}","headers":{{"X-Signature":"for {}"}},
        "body":"Id=SM1&From=whatsapp%3A%2B12025550123&Body=hi"}}}})",
                                         row.configured, row.received, row.signed_url),
                             200);
    EXPECT_EQ(answer.at("signature"), row.verdict) << row.configured << " " << row.received;
    EXPECT_EQ(answer.at("from"), kPhone);
  }
}

TEST_F(ExplainOver, WebhooksThatCannotBeAsked) {
  EXPECT_EQ(text(post("/api/explain/webhook", R"({"carrier":"pigeon","request":{"url":"/x"}})", 501), "code"),
            "not_yet");
  EXPECT_EQ(text(post("/api/explain/webhook", R"({"carrier":"twilio"})", 400), "where"), "request");
  EXPECT_EQ(
      text(post("/api/explain/webhook", R"({"carrier":"twilio","request":{"url":"/x","headers":[1]}})", 400), "where"),
      "request.headers");
  EXPECT_EQ(text(post("/api/explain/webhook", R"({"carrier":"twilio","request":{"headers":{}}})", 400), "where"),
            "request.url");
}

}  // namespace
}  // namespace tidings::http
