#include "flow/dispatch/carrier_health.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace tidings::dispatch {
namespace {

using carrier::Outcome;

carrier::SendResult outcome(Outcome what, std::optional<int64_t> retry_after_ms = {}) {
  carrier::SendResult out;
  out.outcome = what;
  out.retry_after_ms = retry_after_ms;
  return out;
}

TEST(CarrierHealth, FewFailuresAmongSuccessesStopNothing) {
  CarrierHealth health;
  for (int i = 0; i < 1000; ++i) {
    health.came_back(outcome(i % 5 == 0 ? Outcome::accepted : Outcome::unknown), true, i);
    EXPECT_EQ(health.wait_ms(i), 0) << i;
  }
}

TEST(CarrierHealth, AFailingCarrierIsProbedAndOneSuccessOpensItAgain) {
  for (const bool reached : {false, true}) {
    CarrierHealth health;
    for (int i = 0; i < limits::kCarrierFailuresInARow; ++i) {
      EXPECT_EQ(health.wait_ms(100), 0);
      health.came_back(outcome(reached ? Outcome::unknown : Outcome::busy), reached, 100);
    }
    EXPECT_EQ(health.wait_ms(100), limits::kCarrierProbeMs);
    int64_t now = 100 + limits::kCarrierProbeMs;
    EXPECT_EQ(health.wait_ms(now), 0);
    health.left(now);
    EXPECT_EQ(health.wait_ms(now), limits::kCarrierProbeMs) << "one at a time";
    health.came_back(outcome(Outcome::accepted), true, now + 50);
    now += limits::kCarrierProbeMs;
    EXPECT_EQ(health.wait_ms(now), 0);
    health.left(now);
    EXPECT_EQ(health.wait_ms(now), 0) << "at full speed again";
    EXPECT_EQ(health.busy_in_a_row(), 0) << "no carrier's word: nobody backs off further";
  }
}

TEST(CarrierHealth, ABurstOfBusyCountsOnce) {
  CarrierHealth health;
  for (int i = 0; i < 60; ++i) health.came_back(outcome(Outcome::busy), true, 1000 + i);
  EXPECT_EQ(health.busy_in_a_row(), 1);
  health.came_back(outcome(Outcome::busy), true, 1300);
  EXPECT_EQ(health.busy_in_a_row(), 2);
  health.came_back(outcome(Outcome::accepted), true, 1301);
  EXPECT_EQ(health.busy_in_a_row(), 0);
}

TEST(CarrierHealth, ACarrierBusyForLongIsAskedLessAndLess) {
  CarrierHealth health;
  int asked = 0;
  for (int64_t now = 0; now < 60'000; now += 10) {
    if (health.wait_ms(now) > 0) continue;
    if (now > 10'000) ++asked;
    health.left(now);
    health.came_back(outcome(Outcome::busy), true, now);
  }
  EXPECT_LT(asked, 25) << "in 50 seconds";
  EXPECT_GE(asked, 5) << "but it is asked";
}

TEST(CarrierHealth, ItsOwnTimeWins) {
  CarrierHealth health;
  health.came_back(outcome(Outcome::busy, 2000), true, 1000);
  health.came_back(outcome(Outcome::accepted), true, 1100);
  EXPECT_EQ(health.wait_ms(1100), 1900);
}

}  // namespace
}  // namespace tidings::dispatch
