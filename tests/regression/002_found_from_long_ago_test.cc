// Found by the simulator, seeds 174 and 290: a message whose outcome nobody could ever tell (unresolved) has no carrier
// id; a day later a look-up for another with the same text to the same number (test mode) found it and took it. What is
// much older than the hand-over is not taken, though a clock of ours may have been wrong; and it is no reason to send
// again either.
#include "tests/regression/desk.h"

namespace tidings::regression {
namespace {

class FoundFromLongAgo : public Desk {};

TEST_F(FoundFromLongAgo, IsNeitherTakenNorAReasonToSendAgain) {
  const auto first = single("+12125550001", "hello");
  tick(2);
  next(Way::answer_lost);
  tick();
  write([&](store::Session& s, store::Ledger& ledger) {
    auto found = *store::ledger::by_id(s, first);
    ASSERT_TRUE(ledger.finish(found, MessageState::unresolved, Reason::outcome_unknown));
  });
  pass(15 * kHourMs);
  const auto second = single("+12125550001", "hello");
  tick(2);
  next(Way::lost);
  tick();
  for (int i = 0; i < 5; ++i) {
    pass(2 * kHourMs);
    tick(2);
    all(Way::through);
    tick(2);
    EXPECT_EQ(row(second).state, MessageState::unknown);
    EXPECT_EQ(at_carrier(), 1U);
  }
}

TEST_F(FoundFromLongAgo, OtherTextsOfThatDayDoNotMatter) {
  const auto first = single("+12125550001", "something else");
  tick(2);
  next(Way::answer_lost);
  tick();
  write([&](store::Session& s, store::Ledger& ledger) {
    auto found = *store::ledger::by_id(s, first);
    ASSERT_TRUE(ledger.finish(found, MessageState::unresolved, Reason::outcome_unknown));
  });
  pass(15 * kHourMs);
  const auto second = single("+12125550001", "hello");
  tick(2);
  next(Way::lost);
  tick();
  for (int i = 0; i < 4; ++i) {
    pass(61'000);
    tick(2);
    all(Way::through);
    tick(2);
  }
  EXPECT_EQ(row(second).state, MessageState::accepted) << "twice not there: sent again";
  EXPECT_EQ(at_carrier(), 2U);
}

}  // namespace
}  // namespace tidings::regression
