#include "flow/compliance/facts.h"

#include <algorithm>

#include "base/limits.h"

namespace tidings::compliance {

int SentFacts::within(int64_t window_ms, Instant now) const {
  return static_cast<int>(at.end() - std::ranges::upper_bound(at, now - window_ms));
}

int64_t Facts::time_needed_ms() const {
  if (channel == Channel::call) return limits::kHandoverMs + ring_ms;  // the carrier dials at once
  const bool known = senders && senders->segments_per_s > 0 && body;
  const double queue_s = known ? std::max(1, body->segments) / senders->segments_per_s : 0;
  return limits::kHandoverMs + static_cast<int64_t>(queue_s * kSecondMs);
}

Instant SentFacts::room_from(int most, int64_t window_ms, Instant now) const {
  const int n = within(window_ms, now);
  if (n < most) return now;
  if (most <= 0) return now + window_ms;  // never; asked again then
  return *(at.end() - most) + window_ms;
}

}  // namespace tidings::compliance
