// One at a time, and the last few kept.
#include "flow/preflight/preflights.h"

#include <future>
#include <thread>

#include "flow/preflight/preflight_test_world.h"

namespace tidings::preflight {
namespace {

TEST_F(PreflightTest, OneAtATime) {
  person();
  const auto id = campaign();
  Preflights all(env_, *db_, setting_);
  std::promise<void> begun, go_on;
  std::thread first([&] {
    bool told = false;
    const auto waits = [&] {
      if (!std::exchange(told, true)) {
        begun.set_value();
        go_on.get_future().wait();
      }
      return false;
    };
    EXPECT_TRUE(all.make({.campaign = id, .starts_at = {}, .prices = {}, .gone = waits}));
  });
  begun.get_future().wait();
  const auto second = all.make({.campaign = id, .starts_at = {}, .prices = {}});
  go_on.set_value();
  first.join();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(all.make({.campaign = id, .starts_at = {}, .prices = {}}));
}

TEST_F(PreflightTest, OneThatFailedKeepsNobodyOut) {
  person();
  const auto id = campaign();
  Preflights all(env_, *db_, setting_);
  EXPECT_FALSE(all.make({.campaign = {99}, .starts_at = {}, .prices = {}}));
  EXPECT_FALSE(all.make({.campaign = id, .starts_at = {}, .prices = {}, .gone = [] { return true; }}));
  EXPECT_TRUE(all.make({.campaign = id, .starts_at = {}, .prices = {}}));
}

}  // namespace
}  // namespace tidings::preflight
