// Consent by place and by age: the last allowed instant, the first forbidden one, and what is not known.
#include "flow/compliance/rules/consent.h"

#include <gtest/gtest.h>

#include "flow/compliance/gate_test_world.h"
#include "flow/compliance/hours_cache.h"
#include "flow/compliance/law_hours.h"
#include "law/pack_reader.h"

namespace tidings::compliance {
namespace {

class ConsentRule : public testing::Test {
 protected:
  Finding judge() {
    HoursCache hours;
    LawHours law;
    RuleContext context{hours, law};
    return judge_consent(w_.view(), context);
  }
  void is(Consent kind, ConsentBasis basis, std::string_view given, std::vector<std::string> places) {
    w_.contact.consent = kind;
    w_.contact.consent_basis = basis;
    w_.contact.consent_given_at = given.empty() ? Instant{} : *parse_utc(given);
    w_.places = std::move(places);
  }
  // Of a rule: the verdict just before and at the end.
  void ends_at(std::string_view end, std::string_view row) {
    w_.facts.now = *parse_utc(end) - 1;
    const auto before = judge();
    EXPECT_EQ(before.verdict, Verdict::allow) << before.inputs;
    EXPECT_NE(before.inputs.find("of=" + std::string(row)), std::string::npos) << before.inputs;
    w_.facts.now = *parse_utc(end);
    const auto then = judge();
    EXPECT_EQ(then.verdict, Verdict::block) << then.inputs;
    EXPECT_EQ(then.reason, Reason::consent_expired);
  }
  TestWorld w_;
};

TEST_F(ConsentRule, AnInquiryInCanadaIsGoodForSixMonths) {
  is(Consent::implied, ConsentBasis::inquiry, "2026-08-31T12:00:00Z", {"CA-ON"});
  ends_at("2027-02-28T12:00:00Z", "ca-implied-inquiry");  // there is no 31 February
}

TEST_F(ConsentRule, APurchaseInCanadaIsGoodForTwoYears) {
  is(Consent::implied, ConsentBasis::purchase, "2024-02-29T00:00:00Z", {"CA"});
  ends_at("2026-02-28T00:00:00Z", "ca-implied-purchase");
  is(Consent::implied, ConsentBasis::contract, "2025-01-15T08:30:00Z", {"CA"});
  ends_at("2027-01-15T08:30:00Z", "ca-implied-contract");
}

TEST_F(ConsentRule, ExpressConsentInCanadaHasNoEnd) {
  is(Consent::express, ConsentBasis::none, "1999-01-01T00:00:00Z", {"CA"});
  EXPECT_EQ(judge().verdict, Verdict::allow) << judge().inputs;
  w_.contact.consent_given_at = {};
  EXPECT_EQ(judge().verdict, Verdict::allow) << "nor does it need a date";
}

TEST_F(ConsentRule, WhatItRestsOnNotKnownTheShortestTermBinds) {
  is(Consent::implied, ConsentBasis::none, "2026-01-01T00:00:00Z", {"CA"});
  ends_at("2026-07-01T00:00:00Z", "ca-implied-inquiry");
}

TEST_F(ConsentRule, ADateNotKnownIsOver) {
  is(Consent::implied, ConsentBasis::purchase, "", {"CA"});
  EXPECT_EQ(judge().verdict, Verdict::block);
  EXPECT_EQ(judge().reason, Reason::consent_expired);
  EXPECT_NE(judge().inputs.find("given=unknown"), std::string::npos);
}

TEST_F(ConsentRule, TheStrictestPlaceDecides) {
  is(Consent::express, ConsentBasis::none, "2026-11-01T00:00:00Z", {"CA", "US"});
  EXPECT_EQ(judge().verdict, Verdict::block) << "the United States want it written";
  EXPECT_NE(judge().inputs.find("wants=express_written by=us-consent"), std::string::npos) << judge().inputs;
  is(Consent::soft_opt_in, ConsentBasis::none, "2026-11-01T00:00:00Z", {"GB"});
  EXPECT_EQ(judge().verdict, Verdict::allow);
  is(Consent::soft_opt_in, ConsentBasis::none, "2026-11-01T00:00:00Z", {"CA", "GB"});
  EXPECT_EQ(judge().verdict, Verdict::block);
  is(Consent::implied, ConsentBasis::none, "2026-11-01T00:00:00Z", {"ZA"});
  EXPECT_EQ(judge().verdict, Verdict::allow) << "no row: any kind that may";
}

TEST_F(ConsentRule, AWorkspaceMayTakeWhatThePlaceDoesNotButNotWhatHasEnded) {
  w_.facts.consent_policy = ConsentPolicy::any;
  is(Consent::implied, ConsentBasis::purchase, "2026-10-01T00:00:00Z", {"US-NY"});
  EXPECT_EQ(judge().verdict, Verdict::allow);
  EXPECT_NE(judge().inputs.find("passed_over=us-consent"), std::string::npos);
  ends_at("2028-04-01T00:00:00Z", "us-implied-purchase");
  is(Consent::inbound, ConsentBasis::none, "2026-10-01T00:00:00Z", {"US-NY"});
  EXPECT_EQ(judge().verdict, Verdict::block);
}

TEST_F(ConsentRule, AnExpressRequestInLouisianaEnds) {
  w_.facts.consent_policy = ConsentPolicy::any;
  is(Consent::express, ConsentBasis::request, "2026-01-10T00:00:00Z", {"US-LA"});
  ends_at("2026-07-10T00:00:00Z", "us-la-request");
}

TEST_F(ConsentRule, AnEndThatWasAgreedOnHolds) {
  w_.contact.consent_given_at = w_.facts.now - kDayMs;
  w_.contact.consent_expires_at = w_.facts.now + 1;
  EXPECT_EQ(judge().verdict, Verdict::allow) << judge().inputs;
  EXPECT_EQ(judge().closes, w_.facts.now + 1);
  w_.contact.consent_expires_at = w_.facts.now;
  EXPECT_EQ(judge().verdict, Verdict::block);
  EXPECT_EQ(judge().reason, Reason::consent_expired);
  w_.facts.purpose = Purpose::informational;
  EXPECT_EQ(judge().verdict, Verdict::allow);
}

TEST_F(ConsentRule, TheTraceNamesTheRecord) {
  is(Consent::implied, ConsentBasis::purchase, "2026-10-01T00:00:00Z", {"CA"});
  w_.facts.consent = {77};
  EXPECT_EQ(judge().inputs,
            "term=2 years of=ca-implied-purchase consent=implied id=77 given=2026-10-01T00:00:00Z basis=purchase "
            "ends=2028-10-01T00:00:00Z");
  EXPECT_EQ(judge().closes, parse_utc("2028-10-01T00:00:00Z").value());
}

TEST_F(ConsentRule, WhatIsNotKnownHolds) {
  w_.law = nullptr;
  EXPECT_EQ(judge().reason, Reason::missing_fact);
  w_.law = &law::LawBook::standard();
  w_.places.clear();
  EXPECT_EQ(judge().verdict, Verdict::hold);
  EXPECT_EQ(judge().reason, Reason::unknown_place);
}

TEST_F(ConsentRule, WhatIsNotVerifiedIsOffUntilAPackSwitchesItOn) {
  is(Consent::soft_opt_in, ConsentBasis::none, "2025-01-01T00:00:00Z", {"IE"});
  EXPECT_EQ(judge().verdict, Verdict::allow);
  std::vector<law::Pack> packs;
  packs.push_back(*law::read_pack(std::string(law::standard_pack()), "standard.toml"));
  packs.push_back(*law::read_pack(
      "[pack]\nid='ours'\nversion='1'\n[[switch]]\nrule='ie-soft-opt-in'\non=true\nreason='counsel'\n", "ours.toml"));
  const auto book = law::LawBook::of(std::move(packs));
  ASSERT_TRUE(book);
  w_.law = &*book;
  ends_at("2026-01-01T00:00:00Z", "ie-soft-opt-in");
}

}  // namespace
}  // namespace tidings::compliance
