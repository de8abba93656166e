// Buckets alone: exact in every window, whoever asks, whenever.
#include "flow/dispatch/token_buckets.h"

#include <gtest/gtest.h>

#include <deque>

#include "base/random.h"

namespace tidings::dispatch {
namespace {

constexpr auto kX = bucket_key(Limited::campaign, 1);
constexpr auto kSlow = bucket_key(Limited::sender, 1);

struct Event {
  int64_t at_ms;
  double amount;
};

// The most that left within any `window_ms`.
double most_within(const std::vector<Event>& left, int64_t window_ms) {
  double most = 0, sum = 0;
  size_t first = 0;
  for (const auto& event : left) {
    sum += event.amount;
    while (left[first].at_ms <= event.at_ms - window_ms) sum -= left[first++].amount;
    most = std::max(most, sum);
  }
  return most;
}

class Sending {
 public:
  explicit Sending(double per_s, int64_t born_ms = 0) : buckets_(born_ms) { buckets_.set_rate(kX, per_s, born_ms); }
  bool try_one(double amount, int64_t now_ms) {
    const Charge charge{kX, amount};
    if (buckets_.wait_ms({&charge, 1}, now_ms) != 0) return false;
    buckets_.take({&charge, 1}, now_ms);
    return true;
  }
  TokenBuckets buckets_;
};

TEST(TokenBuckets, NoSecondSeesMoreThanItsRateWhereverItBegins) {
  for (const double rate : {1.0, 2.0, 10.0, 33.0, 1000.0}) {
    Sending sending(rate);
    std::vector<Event> left;
    Random random(7);
    for (int64_t now = 0; now < 60'000; now += 1 + static_cast<int64_t>(random.below(30))) {
      if (now % 20'000 > 15'000) continue;  // quiet for a while: nothing is saved up
      sending.buckets_.begin_tick();
      while (sending.try_one(1, now)) left.push_back({now, 1});
    }
    EXPECT_LE(most_within(left, 1000), rate) << rate;
    EXPECT_GT(static_cast<double>(left.size()), 0.93 * 45 * rate) << "and the rate is reached: " << rate;
  }
}

TEST(TokenBuckets, BrokenRatesAndThoseBelowOneKeepTheirTime) {
  Sending slow(0.4);
  std::vector<Event> left;
  for (int64_t now = 0; now < 100'000; now += 10) {
    slow.buckets_.begin_tick();
    while (slow.try_one(1, now)) left.push_back({now, 1});
  }
  EXPECT_EQ(most_within(left, 2500), 1);
  EXPECT_GE(left.size(), 38U);
  Sending broken(2.5);
  left.clear();
  for (int64_t now = 0; now < 100'000; now += 10) {
    broken.buckets_.begin_tick();
    while (broken.try_one(1, now)) left.push_back({now, 1});
  }
  EXPECT_LE(most_within(left, 1000), 3);
  EXPECT_LE(most_within(left, 10'000), 26);
  EXPECT_GE(left.size(), 245U);
}

TEST(TokenBuckets, SegmentsOfMixedLengthsKeepTheRateAndADebtIsWaitedOff) {
  Sending sending(3);
  std::vector<Event> left;
  Random random(3);
  double next = 1;
  for (int64_t now = 0; now < 200'000; now += 7) {
    sending.buckets_.begin_tick();
    while (sending.try_one(next, now)) {
      left.push_back({now, next});
      next = 1 + static_cast<double>(random.below(6));
    }
  }
  for (size_t i = 0; i < left.size(); ++i) {
    double sum = 0;
    size_t n = 0;
    for (size_t k = i; k < left.size() && left[k].at_ms < left[i].at_ms + 1000; ++k, ++n) sum += left[k].amount;
    EXPECT_TRUE(sum <= 3 || n == 1) << "at " << left[i].at_ms << ": " << sum << " in " << n;
  }
  EXPECT_LE(most_within(left, 60'000), 3 * 60 + 6);
  double all = 0;
  for (const auto& event : left) all += event.amount;
  EXPECT_GT(all, 3 * 200 * 0.85);
}

TEST(TokenBuckets, ANewProcessNeverAddsABurst) {
  // The one before it used up everything and died at 5,000 ms.
  Sending before(10);
  std::vector<Event> left;
  for (int64_t now = 0; now <= 5'000; now += 10) {
    before.buckets_.begin_tick();
    while (before.try_one(1, now)) left.push_back({now, 1});
  }
  Sending after(10, 5'000);
  for (int64_t now = 5'000; now < 8'000; now += 10) {
    after.buckets_.begin_tick();
    while (after.try_one(1, now)) left.push_back({now, 1});
  }
  EXPECT_LE(most_within(left, 1000), 10);
}

TEST(TokenBuckets, ABucketMadeLaterIsFullBecauseNothingCanHaveLeft) {
  TokenBuckets buckets(0);
  buckets.set_rate(kX, 1, 60'000);
  const Charge one{kX};
  EXPECT_EQ(buckets.wait_ms({&one, 1}, 60'000), 0);
}

TEST(TokenBuckets, ALoweredRateHoldsAtOnceAndARaisedOneLetsGo) {
  Sending sending(100);
  int64_t now = 3'000;
  int left = 0;
  for (; now < 4'000; now += 10) {
    sending.buckets_.begin_tick();
    while (sending.try_one(1, now)) ++left;
  }
  EXPECT_GE(left, 95);
  sending.buckets_.set_rate(kX, 5, now);
  sending.buckets_.begin_tick();
  EXPECT_FALSE(sending.try_one(1, now)) << "the last second had more than the new rate allows";
  now += 1'000;
  int after = 0;
  for (const int64_t until = now + 2'000; now < until; now += 10) {
    sending.buckets_.begin_tick();
    while (sending.try_one(1, now)) ++after;
  }
  EXPECT_LE(after, 10);
  EXPECT_GE(after, 9);
  sending.buckets_.set_rate(kX, 1000, now);
  int raised = 0;
  for (const int64_t until = now + 1'000; now < until; now += 10) {
    sending.buckets_.begin_tick();
    while (sending.try_one(1, now)) ++raised;
  }
  EXPECT_GE(raised, 900);
  sending.buckets_.set_rate(kX, 0, now);
  EXPECT_TRUE(sending.try_one(1e6, now)) << "0 is no limit";
}

TEST(TokenBuckets, AllMustHaveRoomAndLargeMessagesPayTheirDebt) {
  TokenBuckets buckets(-10'000);
  buckets.set_rate(kX, 100, 0);
  buckets.set_rate(kSlow, 1, 0);
  const std::array<Charge, 2> three{Charge{kX}, Charge{kSlow, 3}};
  EXPECT_EQ(buckets.wait_ms(three, 0), 0) << "a message larger than the bucket waits for a full one";
  buckets.take(three, 0);
  const std::array<Charge, 2> one{Charge{kX}, Charge{kSlow}};
  EXPECT_EQ(buckets.wait_ms(one, 100), 2900);
}

TEST(TokenBuckets, WhoeverWaitsIsNotOvertakenByShorterOnesBehindIt) {
  TokenBuckets buckets(-10'000);
  buckets.set_rate(kSlow, 1, 0);
  const Charge one{kSlow}, three{kSlow, 3};
  buckets.take({&one, 1}, 0);
  int64_t long_left = 0;
  for (int64_t now = 10; now < 60'000 && long_left == 0; now += 10) {
    buckets.begin_tick();
    if (buckets.wait_ms({&three, 1}, now) == 0) {
      long_left = now;
      break;
    }
    EXPECT_GT(buckets.wait_ms({&one, 1}, now), 0) << "it would take the room the long one waits for";
  }
  EXPECT_GT(long_left, 0);
  EXPECT_LE(long_left, 1'200);
}

TEST(TokenBuckets, OnlyTheBucketThatIsWaitedForIsReserved) {
  TokenBuckets buckets(-10'000);
  const auto other = bucket_key(Limited::sender, 2);
  buckets.set_rate(kX, 20, 0);
  buckets.set_rate(kSlow, 1, 0);
  buckets.set_rate(other, 1, 0);
  const std::array<Charge, 2> slow{Charge{kX}, Charge{kSlow}}, fast{Charge{kX}, Charge{other}};
  buckets.take(slow, 0);
  buckets.begin_tick();
  EXPECT_GT(buckets.wait_ms(slow, 0), 0);
  EXPECT_EQ(buckets.wait_ms(fast, 0), 0) << "another sender's message goes on meanwhile";
}

TEST(TokenBuckets, WhatLeftLateCountsFromThen) {
  Sending sending(1, -10'000);
  ASSERT_TRUE(sending.try_one(1, 0));
  sending.buckets_.left(700);  // the commit took its time
  sending.buckets_.begin_tick();
  EXPECT_FALSE(sending.try_one(1, 1'100));
  sending.buckets_.begin_tick();
  EXPECT_TRUE(sending.try_one(1, 1'700));
}

}  // namespace
}  // namespace tidings::dispatch
