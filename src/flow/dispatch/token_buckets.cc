#include "flow/dispatch/token_buckets.h"

#include <algorithm>
#include <cmath>

namespace tidings::dispatch {

// One message must fit, however slow the rate; the tenth of a second more keeps the rate exact although ticks are
// apart.
double TokenBuckets::Bucket::most() const { return 1.0 + per_s / 10; }

void TokenBuckets::Bucket::refill(int64_t now_ms) {
  tokens = std::min(most(), tokens + static_cast<double>(now_ms - at_ms) * per_s / 1000);
  at_ms = now_ms;
}

void TokenBuckets::set_rate(const std::string& key, double per_s, int64_t monotonic_ms) {
  if (per_s <= 0) {
    buckets_.erase(key);
    return;
  }
  auto [it, fresh] = buckets_.try_emplace(key);
  if (fresh) it->second.at_ms = monotonic_ms;
  it->second.refill(monotonic_ms);
  it->second.per_s = per_s;
}

int64_t TokenBuckets::wait_ms(const std::vector<Charge>& charges, int64_t monotonic_ms) {
  int64_t wait = 0;
  for (const auto& charge : charges) {
    const auto it = buckets_.find(charge.key);
    if (it == buckets_.end()) continue;
    auto& bucket = it->second;
    bucket.refill(monotonic_ms);
    // A message of more segments than the bucket holds waits for a full one and leaves a debt.
    const double need = std::min(charge.amount, bucket.most());
    if (bucket.tokens >= need) continue;
    wait = std::max(wait, static_cast<int64_t>(std::ceil((need - bucket.tokens) * 1000 / bucket.per_s)));
  }
  return wait;
}

void TokenBuckets::take(const std::vector<Charge>& charges) {
  for (const auto& charge : charges) {
    if (const auto it = buckets_.find(charge.key); it != buckets_.end()) it->second.tokens -= charge.amount;
  }
}

}  // namespace tidings::dispatch
