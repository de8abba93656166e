#include "flow/compliance/facts.h"

#include <algorithm>

namespace tidings::compliance {

int SentFacts::within(int64_t window_ms, Instant now) const {
  return static_cast<int>(at.end() - std::ranges::upper_bound(at, now - window_ms));
}

Instant SentFacts::room_from(int most, int64_t window_ms, Instant now) const {
  const int n = within(window_ms, now);
  if (n < most) return now;
  if (most <= 0) return now + window_ms;  // never; asked again then
  return *(at.end() - most) + window_ms;
}

}  // namespace tidings::compliance
