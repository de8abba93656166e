// The two rules of the law, one fact spoilt at a time.
#include <gtest/gtest.h>

#include "flow/compliance/gate_test_world.h"
#include "flow/compliance/hours_cache.h"
#include "flow/compliance/law_hours.h"
#include "flow/compliance/rules/law_freeze.h"
#include "flow/compliance/rules/law_hours.h"
#include "law/pack_reader.h"

namespace tidings::compliance {
namespace {

class LawRules : public testing::Test {
 protected:
  Finding ask(const Rule& rule) {
    RuleContext context{hours_, law_hours_};
    facts_ = w_.view();
    return rule.judge(facts_, context);
  }
  Finding hours() { return ask(kLawHoursRule); }
  Finding freeze() { return ask(kLawFreezeRule); }
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

}  // namespace
}  // namespace tidings::compliance
