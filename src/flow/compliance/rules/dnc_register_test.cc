#include "flow/compliance/rules/dnc_register.h"

#include <gtest/gtest.h>

#include "flow/compliance/gate.h"
#include "flow/compliance/gate_test_world.h"

namespace tidings::compliance {
namespace {

class DncRegisterRule : public testing::Test {
 protected:
  RegisterFact& add(RegisterAnswer answer, int64_t days_left = 5) {
    RegisterFact fact;
    fact.name = "us_dnc";
    fact.answer = answer;
    fact.at = world_.facts.now - 26 * kDayMs;
    fact.until = world_.facts.now + days_left * kDayMs;
    fact.stale = days_left <= 0;
    world_.facts.registers->push_back(fact);
    return world_.facts.registers->back();
  }
  Finding judge() {
    HoursCache hours;
    LawHours law;
    RuleContext context{hours, law};
    return judge_dnc_register(world_.view(), context);
  }
  void expect(Verdict verdict, Reason reason, std::string_view words) {
    const auto found = judge();
    EXPECT_EQ(found.verdict, verdict) << found.inputs;
    EXPECT_EQ(found.reason, reason) << found.inputs;
    EXPECT_NE(found.inputs.find(words), std::string::npos) << found.inputs;
    if (verdict == Verdict::hold) EXPECT_GT(found.until, world_.facts.now);
  }
  TestWorld world_;
};

TEST_F(DncRegisterRule, AllowsWhereNoneBinds) { expect(Verdict::allow, Reason::none, "no register binds"); }

TEST_F(DncRegisterRule, BlocksWhatIsListed) {
  add(RegisterAnswer::listed);
  expect(Verdict::block, Reason::listed_on_register, "us_dnc=listed of 2026-10-25T15:31:40Z until 2026-11-25");
}

TEST_F(DncRegisterRule, AllowsWhatIsClear) {
  add(RegisterAnswer::clear);
  expect(Verdict::allow, Reason::none, "us_dnc=clear");
  EXPECT_EQ(judge().closes, world_.facts.registers->back().until) << "then the answer is too old";
  world_.facts.registers->back().until.reset();
  expect(Verdict::allow, Reason::none, "us_dnc=clear");
}

TEST_F(DncRegisterRule, HoldsWhatIsUnknownOrStale) {
  add(RegisterAnswer::unknown);
  expect(Verdict::hold, Reason::register_unknown, "us_dnc=unknown");
  world_.facts.registers->clear();
  add(RegisterAnswer::clear, 0);
  expect(Verdict::hold, Reason::register_unknown, "us_dnc=clear of 2026-10-25T15:31:40Z stale since 2026-11-20");
  world_.facts.registers->clear();
  add(RegisterAnswer::listed, 0);
  expect(Verdict::hold, Reason::register_unknown, "us_dnc=listed");
}

TEST_F(DncRegisterRule, ConsentOfAnAcceptedKindLiftsAListingAndIsNoted) {
  add(RegisterAnswer::listed).accepts = {Consent::express_written};
  world_.contact.consent = Consent::express_written;
  expect(Verdict::allow, Reason::none, "us_dnc=listed of 2026-10-25T15:31:40Z until 2026-11-25T15:31:40Z but consent=");
  world_.contact.consent = Consent::implied;
  expect(Verdict::block, Reason::listed_on_register, "us_dnc=listed");
}

TEST_F(DncRegisterRule, ASettingLetsTheUnknownPassAndIsNoted) {
  add(RegisterAnswer::unknown).sends_unknown = true;
  expect(Verdict::allow, Reason::none, "us_dnc=unknown passes by the setting on_unknown=send");
  world_.facts.registers->clear();
  add(RegisterAnswer::clear, -1).sends_unknown = true;
  expect(Verdict::allow, Reason::none, "passes by the setting on_unknown=send");
  world_.facts.registers->clear();
  add(RegisterAnswer::listed, -1).sends_unknown = true;
  expect(Verdict::hold, Reason::register_unknown, "us_dnc=listed");
}

TEST_F(DncRegisterRule, TheHardestOfSeveralWins) {
  add(RegisterAnswer::clear);
  add(RegisterAnswer::unknown);
  expect(Verdict::hold, Reason::register_unknown, "; us_dnc=unknown");
  add(RegisterAnswer::listed);
  expect(Verdict::block, Reason::listed_on_register, "us_dnc=listed");
}

TEST_F(DncRegisterRule, IsAboutMarketingOnly) {
  add(RegisterAnswer::listed);
  world_.facts.purpose = Purpose::informational;
  expect(Verdict::allow, Reason::none, "not marketing");
  world_.facts.purpose = Purpose::marketing;
  world_.facts.kind = MessageKind::confirmation;
  expect(Verdict::allow, Reason::none, "not marketing");
}

TEST_F(DncRegisterRule, AFactLeftOutHolds) {
  world_.facts.registers.reset();
  expect(Verdict::hold, Reason::missing_fact, "registers");
  world_.facts.registers.emplace();
  add(RegisterAnswer::clear);
  world_.has_contact = false;
  expect(Verdict::hold, Reason::missing_fact, "contact");
}

TEST_F(DncRegisterRule, StandsInTheGate) {
  add(RegisterAnswer::listed);
  const auto decision = Gate().decide(world_.view());
  EXPECT_EQ(decision.verdict, Verdict::block);
  EXPECT_EQ(decision.reason, Reason::listed_on_register);
}

}  // namespace
}  // namespace tidings::compliance
