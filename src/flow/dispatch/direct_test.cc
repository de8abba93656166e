// Messages outside campaigns do not wait for bulk: a tick of their own, room of their own, small bites beside them.
#include "flow/dispatch/dispatch_test_world.h"

namespace tidings::dispatch {
namespace {

const std::string kBob = "+12025550124";

class DirectTest : public DispatchTest {
 protected:
  CampaignId crowd(int n, double rate_per_s = 100'000) {
    std::vector<std::string> phones;
    for (int i = 0; i < n; ++i) phones.push_back(fmt::format("+1202555{:04d}", 1000 + i));
    return campaign(phones, rate_per_s);
  }
  void tick_direct() {
    const auto report = dispatcher_->tick_direct();
    ASSERT_TRUE(report) << report.error().describe();
  }
  size_t urgent_held() const {
    return static_cast<size_t>(
        std::ranges::count_if(runner_.held, [](const auto& held) { return held.request.body == "hello"; }));
  }
};

TEST_F(DirectTest, ATickOfTheirOwnHandsOverNothingElse) {
  crowd(10);
  single(kBob, MessageKind::urgent);
  EXPECT_FALSE(dispatcher_->direct_due());
  dispatcher_->hurry();
  EXPECT_TRUE(dispatcher_->direct_due());
  tick_direct();
  EXPECT_FALSE(dispatcher_->direct_due());
  ASSERT_EQ(runner_.held.size(), 1U);
  EXPECT_EQ(runner_.held[0].request.body, "hello");
  EXPECT_TRUE(runner_.held[0].request.first);
  tick(2);
  EXPECT_EQ(runner_.held.size(), 11U) << "the campaign goes on";
}

TEST_F(DirectTest, WhatACampaignHasClaimedStaysItsOwn) {
  const auto slow = crowd(5, 0.5);  // one leaves, others are claimed and wait for their bucket
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  const auto claimed = [&] {
    return std::ranges::count_if(rows(slow), [](const auto& row) { return row.state == MessageState::claimed; });
  };
  const auto before = claimed();
  ASSERT_GT(before, 0);
  single(kBob, MessageKind::urgent);
  tick_direct();
  EXPECT_EQ(urgent_held(), 1U);
  EXPECT_EQ(claimed(), before);
  advance(20'000);
  for (int i = 0; i < 10; ++i) {
    tick(2);
    advance(2'000);
  }
  EXPECT_EQ(runner_.held.size(), 6U) << "nobody is forgotten, nobody twice";
}

TEST_F(DirectTest, AFullHouseKeepsRoomForThem) {
  options_.in_flight = 4;
  restart();
  crowd(10);
  tick(3);
  ASSERT_EQ(runner_.held.size(), 4U);
  single(kBob, MessageKind::urgent);
  tick(2);
  EXPECT_EQ(runner_.held.size(), 5U);
  EXPECT_EQ(urgent_held(), 1U);
  // Theirs do not make room for the campaign; what comes back does.
  runner_.answer("accepted SM1");
  tick(2);
  EXPECT_EQ(runner_.held.size(), 4U) << "five under way are one too many for a campaign already";
  runner_.answer("accepted SM2");
  tick(2);
  EXPECT_EQ(runner_.held.size(), 4U);
}

TEST_F(DirectTest, TheirRoomHasAnEndToo) {
  options_.in_flight = 1;
  restart();
  for (size_t i = 0; i < limits::kInFlightDirect + 5; ++i) {
    single(fmt::format("+1202555{:04d}", 3000 + i), MessageKind::urgent);
  }
  tick(3);
  EXPECT_EQ(runner_.held.size(), 1 + limits::kInFlightDirect);
}

TEST_F(DirectTest, WhileSomebodyWaitsBitesAreSmallAndNothingIsLost) {
  const auto all = static_cast<int>(3 * limits::kHastyBatch);
  const auto spring = crowd(all);
  dispatcher_->hurry();
  tick();
  EXPECT_LE(runner_.held.size(), limits::kHastyBatch);
  tick(4);
  ASSERT_EQ(runner_.held.size(), static_cast<size_t>(all));
  for (int i = 0; i < all; ++i) runner_.answer(fmt::format("accepted SM{}", i));
  dispatcher_->hurry();
  const auto accepted = [&] {
    return std::ranges::count_if(rows(spring), [](const auto& row) { return row.state == MessageState::accepted; });
  };
  const auto report = dispatcher_->tick();
  ASSERT_TRUE(report);
  EXPECT_EQ(accepted(), static_cast<int64_t>(limits::kHastyBatch));
  EXPECT_EQ(report->wait_ms, 0) << "the rest is settled at once";
  advance(limits::kHasteMs);
  tick();
  EXPECT_EQ(accepted(), all);
  expect_counts_hold(spring);
}

// A deployment's rate is one, whichever tick hands over.
TEST_F(DirectTest, RatesHoldAcrossBothTicks) {
  options_.rate_per_s = 5;
  restart();
  advance(5'000);
  crowd(50);
  for (int i = 0; i < 20; ++i) single(fmt::format("+1202555{:04d}", 3000 + i), MessageKind::urgent);
  for (int i = 0; i < 20; ++i) {
    tick_direct();
    tick();
    EXPECT_LE(runner_.held.size(), 5U);
    advance(40);
  }
  EXPECT_EQ(runner_.held.size(), urgent_held()) << "and urgent ones are first";
}

TEST_F(DirectTest, AtTheEndNothingMoreLeaves) {
  single(kBob, MessageKind::urgent);
  dispatcher_->quiesce();
  tick_direct();
  EXPECT_TRUE(runner_.held.empty());
}

}  // namespace
}  // namespace tidings::dispatch
