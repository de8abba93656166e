// When a text must say who sends it and how to stop, and how it comes to say so.
#include "flow/compliance/introduction.h"

#include <gtest/gtest.h>

#include "flow/compliance/compose.h"

namespace tidings::compliance {
namespace {

Policy policy() {
  Policy out;
  out.brand = "Acme";
  out.footer = "Reply STOP to opt out";
  out.introduce = Introduce::monthly;
  return out;
}

TEST(Introduction, SaysOnlyWhatIsMissing) {
  EXPECT_EQ(introduce("Sale today", policy()), "Acme: Sale today Reply STOP to opt out");
  EXPECT_EQ(introduce("Sale at ACME today", policy()), "Sale at ACME today Reply STOP to opt out");
  EXPECT_EQ(introduce("Acmeville sale", policy()), "Acme: Acmeville sale Reply STOP to opt out");
  EXPECT_EQ(introduce("Acme sale. Text STOP to end", policy()), "Acme sale. Text STOP to end");
  EXPECT_EQ(introduce("Acme. Unsubscribe: acme.example/u", policy()), "Acme. Unsubscribe: acme.example/u");
  EXPECT_EQ(introduce("Stop by at Acme", policy()), "Stop by at Acme Reply STOP to opt out");
  const auto once = introduce("Sale today", policy());
  EXPECT_EQ(introduce(once, policy()), once) << "a retry says it once";
}

TEST(Introduction, IsOfMarketingByTheMonthOrEach) {
  const Instant now = *parse_utc("2026-11-20T15:31Z");
  EXPECT_EQ(introduced_since(policy(), MessageKind::campaign, Purpose::marketing, now), parse_utc("2026-11-01T00:00Z"));
  auto each = policy();
  each.introduce = Introduce::each;
  EXPECT_EQ(introduced_since(each, MessageKind::single, Purpose::marketing, now), now);
  EXPECT_EQ(introduced_since(Policy{}, MessageKind::campaign, Purpose::marketing, now), std::nullopt);
  EXPECT_EQ(introduced_since(each, MessageKind::campaign, Purpose::informational, now), std::nullopt);
  EXPECT_EQ(introduced_since(each, MessageKind::reply, Purpose::marketing, now), std::nullopt);
}

TEST(Introduction, CountsInTheSegments) {
  Composer composer;
  const auto by = policy();
  const std::string text(150, 'x');
  EXPECT_EQ(composer.compose(text).facts.segments, 1);
  EXPECT_EQ(composer.compose(text, &by).facts.segments, 2);
  EXPECT_TRUE(composer.compose("  ", &by).facts.empty) << "nothing is not sent as a footer";
}

TEST(Composed, TellsLinksAndOtherWaysToStop) {
  Composer composer;
  EXPECT_EQ(composer.compose("See https://bit.ly/x now").facts.bad_link, "bit.ly");
  EXPECT_EQ(composer.compose("See http://203.0.113.7/x now").facts.bad_link, "203.0.113.7");
  EXPECT_EQ(composer.compose("See acme.example/x now").facts.bad_link, "");
  EXPECT_TRUE(composer.compose("Stop: example.com/stop").facts.other_way);
  EXPECT_TRUE(composer.compose("Call 0800 123 4567 to stop").facts.other_way);
  EXPECT_FALSE(composer.compose("Only 5 left, 20% off until 12.30").facts.other_way);
}

}  // namespace
}  // namespace tidings::compliance
