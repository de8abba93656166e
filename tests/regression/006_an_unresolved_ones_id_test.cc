// Found by the simulator, seed 600058: as 001, but the other message had been given up as unresolved meanwhile, and so
// was no longer seen as a rival for the carrier's id. A message that nobody got was shown as delivered.
#include "tests/regression/desk.h"

namespace tidings::regression {
namespace {

class AnUnresolvedOnesId : public Desk {
 protected:
  AnUnresolvedOnesId() {
    options_.test_recipient = "+12125550177";
    restart();
  }
};

TEST_F(AnUnresolvedOnesId, IsNotTakenByALookUp) {
  const auto never = single("+12125550001", "the same for everybody");
  const auto there = single("+12125550002", "the same for everybody");
  tick(2);
  ASSERT_EQ(waiting(), 2U);
  next(Way::lost);
  next(Way::answer_lost);
  tick();
  write([&](store::Session& s, store::Ledger& ledger) {
    auto given_up = *store::ledger::by_id(s, there);
    ASSERT_EQ(given_up.state, MessageState::unknown);
    ASSERT_TRUE(ledger.finish(given_up, MessageState::unresolved, Reason::outcome_unknown));
  });
  for (int i = 0; i < 5; ++i) {
    pass(2 * kHourMs);
    tick(2);
    all(Way::through);
    tick(2);
    EXPECT_NE(row(never).state, MessageState::accepted) << "nobody can tell whose it is";
    EXPECT_NE(row(never).state, MessageState::delivered);
    EXPECT_EQ(at_carrier(), 1U) << "and it is not sent again either";
  }
}

}  // namespace
}  // namespace tidings::regression
