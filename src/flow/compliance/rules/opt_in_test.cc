// While a number is asked, nothing else that markets goes to it.
#include "flow/compliance/rules/opt_in.h"

#include <gtest/gtest.h>

#include "flow/compliance/gate.h"
#include "flow/compliance/gate_test_world.h"

namespace tidings::compliance {
namespace {

class OptInRule : public testing::Test {
 protected:
  void SetUp() override {
    w_.facts.opt_in = OptInFacts{true, false, {9}, w_.facts.now + kDayMs};
    w_.places = {"US-NY"};
  }
  Decision decide() { return Gate().decide(w_.view()); }
  TestWorld w_;
};

TEST_F(OptInRule, HoldsMarketingUntilTheQuestionsTimeIsOver) {
  const auto held = decide();
  EXPECT_EQ(held.verdict, Verdict::hold);
  EXPECT_EQ(held.reason, Reason::opt_in_pending);
  EXPECT_EQ(held.until, w_.facts.now + kDayMs);
  w_.facts.opt_in->due = w_.facts.now - kDayMs;
  EXPECT_GT(decide().until, w_.facts.now) << "the stage has not looked yet";
  w_.facts.kind = MessageKind::single;
  EXPECT_EQ(decide().reason, Reason::opt_in_pending);
}

TEST_F(OptInRule, LetsAnswersAndInformationPass) {
  w_.facts.purpose = Purpose::informational;
  EXPECT_EQ(decide().verdict, Verdict::allow);
}

TEST_F(OptInRule, TheQuestionPassesWithoutConsent) {
  w_.facts.kind = MessageKind::single;
  w_.facts.opt_in->is_question = true;
  for (const Consent kind : {Consent::unknown, Consent::transactional, Consent::express, Consent::express_written}) {
    w_.contact.consent = kind;
    EXPECT_EQ(decide().verdict, Verdict::allow) << to_string(kind);
  }
  w_.contact.consent = Consent::revoked;
  EXPECT_EQ(decide().reason, Reason::no_consent);
  w_.contact.consent = Consent::unknown;
  w_.facts.opt_in->is_question = false;
  w_.facts.opt_in->open = false;
  EXPECT_EQ(decide().reason, Reason::no_consent) << "a question that is over is marketing like any other";
}

TEST_F(OptInRule, WhereAskingIsCommercialTheQuestionNeedsConsentItself) {
  w_.facts.kind = MessageKind::single;
  w_.facts.opt_in->is_question = true;
  w_.places = {"CA", "US-NY"};
  w_.contact.consent = Consent::unknown;
  EXPECT_EQ(decide().reason, Reason::no_consent);
  w_.places = {"CA"};
  w_.contact.consent = Consent::implied;
  w_.contact.consent_basis = ConsentBasis::purchase;
  w_.contact.consent_given_at = w_.facts.now - 30 * kDayMs;
  EXPECT_NE(decide().reason, Reason::no_consent);
  w_.contact.consent_given_at = w_.facts.now - 800 * kDayMs;
  EXPECT_EQ(decide().reason, Reason::consent_expired);
}

TEST_F(OptInRule, NotLookedUpHolds) {
  w_.facts.opt_in.reset();
  EXPECT_EQ(decide().reason, Reason::missing_fact);
}

}  // namespace
}  // namespace tidings::compliance
