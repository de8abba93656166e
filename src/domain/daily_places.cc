#include "domain/daily_places.h"

#include <algorithm>

namespace tidings {

void DailyPlaces::add_sender(int64_t cap, std::span<const MinuteUse> uses) {
  int64_t used = 0;
  for (const auto& [minute, n] : uses) used += n;
  cap_ += cap;
  free_ += std::max<int64_t>(0, cap - used);
  int64_t over = std::max<int64_t>(0, used - cap);  // a lowered cap: the first to be let go of free no place
  for (const auto& [minute, n] : uses) {
    const int64_t nothing = std::min(over, n);
    over -= nothing;
    if (n > nothing) releases_.push_back({day_after_minute(minute), n - nothing});
  }
  std::ranges::sort(releases_, {}, &Release::at);
}

Instant DailyPlaces::place(int64_t ahead) const {
  if (cap_ <= 0) return now_;
  // Who takes a place now or at a release gives it back a day, and at most a minute, later: the same order again.
  const int64_t days = ahead / cap_;
  int64_t nth = ahead % cap_;
  const int64_t later = days * (kDayMs + kMinuteMs);
  if (nth < free_) return now_ + later;
  nth -= free_;
  for (const auto& release : releases_) {
    if (nth < release.n) return std::max(now_, release.at) + later;
    nth -= release.n;
  }
  return now_ + kDayMs + later;
}

}  // namespace tidings
