// The two rules of the law, one fact spoilt at a time.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/limits.h"
#include "flow/compliance/gate.h"
#include "flow/compliance/gate_test_world.h"
#include "flow/compliance/hours_cache.h"
#include "flow/compliance/law_hours.h"
#include "law/pack_reader.h"

namespace tidings::compliance {
namespace {

class LawRules : public testing::Test {
 protected:
  Finding ask(std::string_view id) {
    RuleContext context{hours_, law_hours_};
    facts_ = w_.view();
    const auto rules = gate_rules();
    return (*std::ranges::find(rules, id, &Rule::id))->judge(facts_, context);
  }
  Finding hours() { return ask("law_hours"); }
  Finding freeze() { return ask("law_freeze"); }
  Finding cap() { return ask("law_cap"); }
  void now(std::string_view at) { w_.facts.now = parse_utc(at).value(); }

  TestWorld w_;
  Facts facts_;
  HoursCache hours_;
  LawHours law_hours_;
};

TEST_F(LawRules, OpenUntilTheStrictestCloses) {
  w_.places = {"US-FL"};
  now("2026-11-20T15:31Z");
  const auto found = hours();
  EXPECT_EQ(found.verdict, Verdict::allow) << found.inputs;
  EXPECT_EQ(found.closes, parse_utc("2026-11-21T01:00Z"));
  EXPECT_NE(found.inputs.find("us-fl every day 08:00-20:00"), std::string::npos);
  EXPECT_NE(found.inputs.find("places=US-FL pack=standard 2026-11-20"), std::string::npos);
}

TEST_F(LawRules, ClosedUntilTheyAllOpen) {
  w_.places = {"US-FL", "US-TX"};
  w_.zones_are({"America/Chicago", "America/New_York"});
  now("2026-11-20T13:59:59Z");
  const auto found = hours();
  EXPECT_EQ(found.verdict, Verdict::hold);
  EXPECT_EQ(found.reason, Reason::outside_legal_hours);
  EXPECT_EQ(found.until, parse_utc("2026-11-20T15:00Z")) << "9:00 of Texas in Central";
}

TEST_F(LawRules, BindEveryKindButConfirmations) {
  now("2026-11-21T03:00Z");  // 22:00 in New York
  for (const auto kind : {MessageKind::campaign, MessageKind::urgent, MessageKind::reply, MessageKind::reminder}) {
    w_.facts.kind = kind;
    for (const auto purpose : {Purpose::marketing, Purpose::informational}) {
      w_.facts.purpose = purpose;
      EXPECT_EQ(hours().verdict, Verdict::hold);
    }
  }
  w_.facts.kind = MessageKind::confirmation;
  EXPECT_EQ(hours().verdict, Verdict::allow);
}

TEST_F(LawRules, WhatIsUnknownHolds) {
  w_.places.clear();
  EXPECT_EQ(hours().reason, Reason::unknown_place);
  w_.places = {"US-NY"};
  w_.zones_are({});
  EXPECT_EQ(hours().reason, Reason::unknown_zone);
  w_.zones_are({"Mars/Olympus"});
  EXPECT_EQ(hours().reason, Reason::unknown_zone);
  w_.zones_are({"America/New_York"});
  w_.law = nullptr;
  EXPECT_EQ(hours().reason, Reason::missing_fact);
}

TEST_F(LawRules, AYearWithoutItsHolidaysHolds) {
  w_.contact.consent = Consent::express;  // written consent would lift it
  w_.places = {"US-UT"};
  w_.zones_are({"America/Denver"});
  now("2031-06-03T18:00Z");
  const auto found = hours();
  EXPECT_EQ(found.reason, Reason::holidays_unknown);
  EXPECT_NE(found.inputs.find("no_list=US-UT 2031 (us-ut)"), std::string::npos);
}

TEST_F(LawRules, OnlyWrittenConsentLiftsWhereTheRuleSaysSo) {
  w_.places = {"US-UT"};
  w_.zones_are({"America/Denver"});
  now("2026-11-22T18:00Z");  // a Sunday
  w_.contact.consent = Consent::express_written;
  EXPECT_EQ(hours().verdict, Verdict::allow);
  w_.contact.consent = Consent::express;
  EXPECT_EQ(hours().verdict, Verdict::hold);
}

TEST_F(LawRules, AStaleClockDatabaseHoldsMarketing) {
  w_.tz.fresh = false;
  EXPECT_EQ(hours().reason, Reason::zone_data_stale);
  w_.facts.purpose = Purpose::informational;
  EXPECT_EQ(hours().verdict, Verdict::allow);
}

TEST_F(LawRules, CloseToTheEndWaits) {
  now("2026-11-21T01:59:55Z");  // five seconds before 21:00 in New York
  const auto found = hours();
  EXPECT_EQ(found.verdict, Verdict::hold);
  EXPECT_NE(found.inputs.find("closes_too_soon"), std::string::npos);
}

TEST_F(LawRules, AFreezeHoldsWhereItIs) {
  std::vector<law::Pack> packs;
  packs.push_back(*law::read_pack(R"(
[pack]
id = "storm"
version = "1"
[[freeze]]
id = "ida"
place = "US-LA"
from = 2026-11-20
until = 2026-11-22
reason = "emergency declared"
)",
                                  "storm.toml"));
  const auto book = *law::LawBook::of(std::move(packs));
  w_.law = &book;
  EXPECT_EQ(freeze().verdict, Verdict::allow) << "not in New York";
  w_.places = {"US-LA"};
  w_.zones_are({"America/Chicago"});
  const auto found = freeze();
  EXPECT_EQ(found.reason, Reason::frozen);
  EXPECT_NE(found.inputs.find("emergency declared"), std::string::npos);
  now("2026-11-22T05:59Z");  // still the 21st there
  EXPECT_EQ(freeze().verdict, Verdict::hold);
  now("2026-11-22T06:00Z");
  EXPECT_EQ(freeze().verdict, Verdict::allow);
  now("2026-11-20T18:00Z");
  w_.facts.purpose = Purpose::informational;
  EXPECT_EQ(freeze().verdict, Verdict::allow) << "it is of solicitations";
}

TEST_F(LawRules, ThreeInAnyTwentyFourHoursInFlorida) {
  w_.places = {"US-FL"};
  now("2026-11-20T15:31Z");
  w_.sent(2, parse_utc("2026-11-20T14:00Z").value());
  EXPECT_EQ(cap().verdict, Verdict::allow);
  EXPECT_EQ(cap().inputs, "sent=2 cap=3/24h of us-fl");
  w_.sent(3, parse_utc("2026-11-19T18:00Z").value());
  const auto found = cap();
  EXPECT_EQ(found.reason, Reason::legal_cap);
  EXPECT_EQ(found.until, parse_utc("2026-11-20T18:00Z")) << "when the oldest of the three is a day old";
  w_.sent(5, parse_utc("2026-11-19T18:00Z").value());
  EXPECT_EQ(cap().until, parse_utc("2026-11-20T18:02Z")) << "until only two are left";
  w_.sent(3, parse_utc("2026-11-19T15:29Z").value());
  EXPECT_EQ(cap().verdict, Verdict::allow) << "two are a day old to the minute and more";
}

TEST_F(LawRules, TheCapOfAStateNobodyKnowsIsTheStrictest) {
  w_.places = {"US"};
  w_.sent(3, w_.facts.now - kHourMs);
  EXPECT_EQ(cap().reason, Reason::legal_cap);
  w_.places = {"US-NY"};
  EXPECT_EQ(cap().verdict, Verdict::allow);
  EXPECT_EQ(cap().inputs, "no cap here");
}

TEST_F(LawRules, CapsAreOfMarketingAndNeedAllThatWasSent) {
  w_.places = {"US-FL"};
  w_.sent(9, w_.facts.now - kHourMs);
  w_.facts.kind = MessageKind::reply;
  EXPECT_EQ(cap().verdict, Verdict::allow);
  w_.facts.kind = MessageKind::single;
  EXPECT_EQ(cap().verdict, Verdict::hold);
  w_.facts.purpose = Purpose::informational;
  EXPECT_EQ(cap().verdict, Verdict::allow);
  w_.facts.purpose = Purpose::marketing;
  w_.facts.sent->since = w_.facts.now - kDayMs + 1;
  EXPECT_EQ(cap().reason, Reason::missing_fact);
  w_.facts.sent.reset();
  EXPECT_EQ(cap().reason, Reason::missing_fact);
}

TEST_F(LawRules, APolicyLetsAnswersGoAtAnyHourAndSaysSo) {
  now("2026-11-21T03:00Z");  // 22:00 in New York
  w_.facts.kind = MessageKind::reply;
  w_.workspace.policy.revision = 7;
  w_.workspace.policy.replies_any_hour = true;
  EXPECT_EQ(hours().verdict, Verdict::allow);
  EXPECT_EQ(hours().inputs, "any hour by policy 7");
  w_.facts.kind = MessageKind::single;
  EXPECT_EQ(hours().verdict, Verdict::hold);
  w_.facts.purpose = Purpose::informational;
  EXPECT_EQ(hours().verdict, Verdict::hold);
  w_.workspace.policy.informational_any_hour = true;
  EXPECT_EQ(hours().verdict, Verdict::allow);
  w_.facts.purpose = Purpose::marketing;
  EXPECT_EQ(hours().verdict, Verdict::hold);
}

TEST_F(LawRules, RulesForCallsBindTextsUnlessThePolicySaysNo) {
  w_.places = {"US-MA"};
  w_.zones_are({"America/New_York"});
  now("2026-11-21T01:30Z");  // 20:30: calls until 20:00 in Massachusetts, texts until 21:00 in the country
  EXPECT_EQ(hours().verdict, Verdict::hold);
  w_.workspace.policy.texts_are_calls = false;
  EXPECT_EQ(hours().verdict, Verdict::allow);
}

TEST_F(LawRules, ADepartmentsOwnHoursBindEverythingButConfirmations) {
  w_.workspace.policy.hours = parse_allowed_hours("1-5 10:00-12:00").value();
  now("2026-11-20T14:59Z");  // Friday, 9:59
  for (const auto kind : {MessageKind::campaign, MessageKind::reply, MessageKind::urgent}) {
    w_.facts.kind = kind;
    EXPECT_EQ(ask("policy_hours").reason, Reason::outside_window);
    EXPECT_EQ(ask("policy_hours").until, parse_utc("2026-11-20T15:00Z"));
  }
  w_.facts.kind = MessageKind::confirmation;
  EXPECT_EQ(ask("policy_hours").verdict, Verdict::allow);
  w_.facts.kind = MessageKind::campaign;
  now("2026-11-20T15:00Z");
  EXPECT_EQ(ask("policy_hours").verdict, Verdict::allow);
  EXPECT_EQ(ask("policy_hours").closes, parse_utc("2026-11-20T17:00Z"));
}

TEST_F(LawRules, CapsOfAPolicyAreOfMarketing) {
  w_.workspace.policy.caps = {*read_sliding_cap("2/24h"), *read_sliding_cap("3/30d")};
  w_.sent(2, w_.facts.now - 2 * kDayMs);
  EXPECT_EQ(ask("frequency_cap").verdict, Verdict::allow);
  w_.sent(3, w_.facts.now - 2 * kDayMs);
  EXPECT_EQ(ask("frequency_cap").reason, Reason::frequency_cap);
  EXPECT_EQ(ask("frequency_cap").until, w_.facts.now + 28 * kDayMs) << "when the oldest is thirty days old";
  w_.facts.purpose = Purpose::informational;
  EXPECT_EQ(ask("frequency_cap").verdict, Verdict::allow);
  w_.facts.purpose = Purpose::marketing;
  w_.facts.sent->since = w_.facts.now - 29 * kDayMs;
  EXPECT_EQ(ask("frequency_cap").reason, Reason::missing_fact);
}

TEST_F(LawRules, LinksThatHideWhoseTheyAreAndSendersNobodyCanAnswer) {
  w_.facts.body->bad_link = "bit.ly";
  EXPECT_EQ(ask("content").reason, Reason::forbidden_link);
  w_.workspace.policy.shared_shorteners = true;
  EXPECT_EQ(ask("content").verdict, Verdict::allow);
  w_.facts.senders->no_replies = true;
  EXPECT_EQ(ask("content").reason, Reason::no_way_to_stop);
  w_.facts.body->other_way = true;
  EXPECT_EQ(ask("content").verdict, Verdict::allow);
  w_.facts.body->other_way = false;
  w_.facts.purpose = Purpose::informational;
  EXPECT_EQ(ask("content").verdict, Verdict::allow);
}

TEST_F(LawRules, WhatIsLeftOfTheWindowMustBeEnoughForTheSendersQueue) {
  w_.places = {"US-FL"};  // until 20:00
  w_.facts.senders->segments_per_s = 0.1;
  w_.facts.body->segments = 3;  // half a minute at this sender
  const Instant closes = parse_utc("2026-11-21T01:00Z").value();
  w_.facts.now = closes - limits::kHandoverMs - 30 * kSecondMs;
  EXPECT_EQ(hours().verdict, Verdict::allow);
  w_.facts.now = w_.facts.now + 1;
  EXPECT_EQ(hours().reason, Reason::outside_legal_hours);
  EXPECT_EQ(hours().until, closes) << "then the next window is asked for";
  w_.facts.body->segments = 1;
  EXPECT_EQ(hours().verdict, Verdict::allow);
}

RC_GTEST_PROP(SentFactsProperty, RoomFromIsTheFirstMinuteWithAPlace, ()) {
  SentFacts sent;
  const Instant now{1'795'190'400'000};
  sent.since = now - 10 * kHourMs;
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) sent.at.push_back(now - *rc::gen::inRange(0, 600) * kMinuteMs);
  std::ranges::sort(sent.at);
  const int most = *rc::gen::inRange(1, 6);
  const int64_t window = *rc::gen::inRange(1, 600) * kMinuteMs;
  Instant first = now;  // by trying every minute
  while (sent.within(window, first) >= most) first = first + kMinuteMs;
  RC_ASSERT(sent.room_from(most, window, now) == first);
}

}  // namespace
}  // namespace tidings::compliance
