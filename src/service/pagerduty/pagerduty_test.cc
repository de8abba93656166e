#include "service/pagerduty/pagerduty.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace tidings::service::pagerduty {
namespace {

const std::string kKey(32, 'k');

Alert alert() {
  return {.key = "canary:main#7",
          .severity = "critical",
          .text = "no webhook",
          .source = "https://sms.example.org",
          .at = *parse_utc("2026-11-21T12:00:00Z")};
}

TEST(PagerDuty, TriggersAndResolvesUnderOneKey) {
  const Options options{.routing_key = Secret(kKey)};
  const auto request = build_event(options, alert());
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, kUrl);
  EXPECT_EQ(request.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(request.body,
            R"({"routing_key":")" + kKey +
                R"(","event_action":"trigger","dedup_key":"canary:main#7","payload":{"summary":"no webhook",)"
                R"("source":"https://sms.example.org","severity":"critical","timestamp":"2026-11-21T12:00:00Z",)"
                R"("component":"tidings"},"client":"Tidings"})");
  auto over = alert();
  over.resolved = true;
  EXPECT_EQ(build_event(options, over).body,
            R"({"routing_key":")" + kKey + R"(","event_action":"resolve","dedup_key":"canary:main#7"})");
}

TEST(PagerDuty, LongTextsAreCutBetweenCharacters) {
  auto one = alert();
  one.text = std::string(1023, 'x') + "é and more";
  one.key = std::string(300, 'k');
  const auto body = *parse_json(build_event({.routing_key = Secret(kKey)}, one).body);
  EXPECT_EQ(body.at("payload").at("summary").as_string(), std::string(1023, 'x'));
  EXPECT_EQ(body.at("dedup_key").as_string().size(), 255U);
}

TEST(PagerDuty, Answers) {
  const auto end = [](int status) { return read_event({Transport::answered, {.status = status}, {}}); };
  EXPECT_EQ(end(202).end, End::taken);
  EXPECT_EQ(end(400).end, End::refused);
  EXPECT_EQ(end(403).end, End::refused);
  EXPECT_EQ(end(429).end, End::not_now);
  EXPECT_GE(end(429).least_wait_ms, 60'000);
  EXPECT_EQ(end(503).end, End::not_now);
  EXPECT_EQ(read_event({Transport::not_sent, {}, "no route"}).end, End::not_now);
  EXPECT_EQ(read_event({Transport::maybe_sent, {}, "timeout"}).end, End::not_now) << "the same key twice is one alert";
}

TEST(PagerDuty, WrongOptionsNameTheKey) {
  EXPECT_EQ((Options{.routing_key = Secret("short")}.validate().error().where), "routing_key");
  EXPECT_EQ((Options{.url = "http://events.example.org", .routing_key = Secret(kKey)}.validate().error().where), "url");
  EXPECT_TRUE((Options{.url = "http://127.0.0.1:9000/x", .routing_key = Secret(kKey)}.validate()));
}

}  // namespace
}  // namespace tidings::service::pagerduty
