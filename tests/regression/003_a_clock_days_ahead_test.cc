// Found by the simulator, seed 5146: the clock ran 30 hours ahead when a message left and its answer was lost. Set
// right again, the carrier's list showed the message as older than the hand-over by more than a look-up went back: it
// was taken for never seen, and the person got it twice.
#include "tests/regression/desk.h"

namespace tidings::regression {
namespace {

class AClockDaysAhead : public Desk {};

TEST_F(AClockDaysAhead, SendsNothingTwice) {
  const Instant right = world_.clock.now();
  world_.clock.jump_to(right + 30 * kHourMs);
  const auto id = single("+12125550001", "hello");
  tick(2);
  world_.clock.jump_to(right);
  next(Way::answer_lost);
  tick();
  ASSERT_EQ(row(id).state, MessageState::unknown);
  for (int i = 0; i < 60; ++i) {
    pass(kHourMs);
    tick(2);
    all(Way::through);
    tick(2);
    ASSERT_EQ(at_carrier(), 1U) << "after " << i << " hours";
  }
  EXPECT_EQ(row(id).state, MessageState::unresolved) << "it counts as sent";
}

}  // namespace
}  // namespace tidings::regression
