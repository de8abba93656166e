#include "flow/dispatch/day_uses.h"

#include <algorithm>

namespace tidings::dispatch {

DayUses::Uses& DayUses::of(const Load& load, const Sender& sender, Instant now) {
  if (now < seen_) uses_.clear();
  seen_ = now;
  auto [it, fresh] = uses_.try_emplace(sender.id.value);
  auto& uses = it->second;
  if (fresh) {
    uses.by_minute = load(sender, first_counting_minute(now));
    for (const auto& [minute, n] : uses.by_minute) uses.total += n;
  }
  auto counting = uses.by_minute.begin();
  for (; counting != uses.by_minute.end() && counting->first < first_counting_minute(now); ++counting) {
    uses.total -= counting->second;
  }
  if (counting != uses.by_minute.begin()) uses.by_minute.erase(uses.by_minute.begin(), counting);
  return uses;
}

std::optional<int64_t> DayUses::room(const Load& load, const Sender& sender, Instant now) {
  if (sender.daily_cap <= 0) return std::nullopt;
  return std::max<int64_t>(0, sender.daily_cap - of(load, sender, now).total);
}

Instant DayUses::place(const Load& load, std::span<const Sender* const> senders, int64_t ahead, Instant now) {
  DailyPlaces places(now);
  for (const auto* sender : senders) {
    if (sender->daily_cap <= 0) return now;
    places.add_sender(sender->daily_cap, of(load, *sender, now).by_minute);
  }
  return places.place(ahead);
}

void DayUses::use(const Load& load, const Sender& sender, Instant now) {
  auto& uses = of(load, sender, now);
  const int64_t minute = now.ms / kMinuteMs;
  ++uses.total;
  const auto later = std::ranges::upper_bound(uses.by_minute, minute, {}, &MinuteUse::first);
  if (later != uses.by_minute.begin() && std::prev(later)->first == minute) {
    ++std::prev(later)->second;
  } else {
    uses.by_minute.insert(later, {minute, 1});
  }
}

}  // namespace tidings::dispatch
