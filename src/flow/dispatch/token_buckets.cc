#include "flow/dispatch/token_buckets.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tidings::dispatch {
namespace {

constexpr double kNothing = 1e-9;  // sums of halves and tenths are never quite whole

}  // namespace

double TokenBuckets::Bucket::a_window() const { return std::max(1.0, std::ceil(per_s - kNothing)); }

int64_t TokenBuckets::Bucket::window_ms() const {
  return static_cast<int64_t>(std::ceil(a_window() * 1000 / per_s - kNothing));
}

void TokenBuckets::Bucket::refill(int64_t now_ms) {
  tokens = std::min(most(), tokens + static_cast<double>(now_ms - at_ms) * per_s / 1000);
  at_ms = now_ms;
}

int64_t TokenBuckets::Bucket::counts_until(const Left& left) const {
  return left.at_ms + std::max(window_ms(), static_cast<int64_t>(std::ceil(left.amount * 1000 / per_s - kNothing)));
}

void TokenBuckets::Bucket::forget(int64_t now_ms) {
  while (size > 0 && counts_until(nth(0)) <= now_ms) {
    in_log -= nth(0).amount;
    head = (head + 1) % log.size();
    --size;
  }
  if (size == 0) in_log = 0;
}

int64_t TokenBuckets::Bucket::wait_ms(double amount, int64_t now_ms) {
  refill(now_ms);
  forget(now_ms);
  int64_t wait = 0;
  // A message of more segments than the bucket holds waits for a full one and leaves a debt.
  if (const double need = std::min(amount, most()); tokens < need - kNothing) {
    wait = static_cast<int64_t>(std::ceil((need - tokens) * 1000 / per_s - kNothing));
  }
  double rest = in_log;
  for (size_t i = 0; i < size && rest + amount > a_window() + kNothing; ++i) {
    wait = std::max(wait, counts_until(nth(i)) - now_ms);
    rest -= nth(i).amount;
  }
  return wait;
}

void TokenBuckets::Bucket::add(double amount, int64_t now_ms) {
  tokens -= amount;
  in_log += amount;
  if (size > 0 && nth(size - 1).at_ms == now_ms) {
    nth(size - 1).amount += amount;
    return;
  }
  if (size == log.size()) {
    std::rotate(log.begin(), log.begin() + static_cast<ptrdiff_t>(head), log.end());
    head = 0;
    log.resize(std::max<size_t>(8, 2 * size));
  }
  ++size;
  nth(size - 1) = {now_ms, amount};
}

void TokenBuckets::set_rate(BucketKey key, double per_s, int64_t now_ms) {
  if (per_s <= 0) {
    buckets_.erase(key);
    return;
  }
  auto [it, fresh] = buckets_.try_emplace(key);
  auto& bucket = it->second;
  if (!fresh && bucket.per_s == per_s) return;
  if (fresh) {
    bucket.per_s = per_s;
    bucket.at_ms = born_ms_;
    bucket.tokens = -bucket.most();
  }
  bucket.refill(now_ms);
  bucket.per_s = per_s;
  bucket.tokens = std::min(bucket.tokens, bucket.most());
}

int64_t TokenBuckets::wait_ms(std::span<const Charge> charges, int64_t now_ms) {
  int64_t wait = 0;
  Bucket* slowest = nullptr;
  for (const auto& charge : charges) {
    const auto it = buckets_.find(charge.key);
    if (it == buckets_.end()) continue;
    auto& bucket = it->second;
    if (bucket.reserved_in == tick_) return std::max<int64_t>(1, bucket.open_ms - now_ms);
    const int64_t own = bucket.wait_ms(charge.amount, now_ms);
    if (own <= wait) continue;
    wait = own;
    slowest = &bucket;
  }
  // Only the one it waits for longest: the others may serve those behind it meanwhile.
  if (slowest != nullptr) {
    slowest->reserved_in = tick_;
    slowest->open_ms = now_ms + wait;
  }
  return wait;
}

void TokenBuckets::take(std::span<const Charge> charges, int64_t now_ms) {
  for (const auto& charge : charges) {
    const auto it = buckets_.find(charge.key);
    if (it == buckets_.end()) continue;
    it->second.add(charge.amount, now_ms);
    if (!std::exchange(it->second.touched, true)) touched_.push_back(charge.key);
  }
}

void TokenBuckets::left(int64_t now_ms) {
  for (const auto key : touched_) {
    const auto it = buckets_.find(key);
    if (it == buckets_.end() || it->second.size == 0) continue;
    auto& last = it->second.nth(it->second.size - 1);
    last.at_ms = std::max(last.at_ms, now_ms);
    it->second.touched = false;
  }
  touched_.clear();
}

}  // namespace tidings::dispatch
