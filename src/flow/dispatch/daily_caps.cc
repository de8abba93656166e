#include "flow/dispatch/daily_caps.h"

#include "store/ledger.h"

namespace tidings::dispatch {

DailyCaps::Uses& DailyCaps::load(store::Session& s, const Sender& sender, Instant now) {
  if (now < seen_) uses_.clear();
  seen_ = now;
  auto [it, fresh] = uses_.try_emplace(sender.id.value);
  auto& uses = it->second;
  if (fresh) {
    for (const auto& [minute, n] : store::ledger::sender_uses(s, sender.id, first_counting_minute(now))) {
      uses.by_minute.emplace_back(minute, n);
      uses.total += n;
    }
  }
  auto counting = uses.by_minute.begin();
  for (; counting != uses.by_minute.end() && counting->first < first_counting_minute(now); ++counting) {
    uses.total -= counting->second;
  }
  if (counting != uses.by_minute.begin()) uses.by_minute.erase(uses.by_minute.begin(), counting);
  return uses;
}

std::optional<int64_t> DailyCaps::room(store::Session& s, const Sender& sender, Instant now) {
  if (sender.daily_cap <= 0) return std::nullopt;
  return std::max<int64_t>(0, sender.daily_cap - load(s, sender, now).total);
}

Instant DailyCaps::place(store::Session& s, std::span<const Sender* const> senders, int64_t ahead, Instant now) {
  DailyPlaces places(now);
  for (const auto* sender : senders) {
    if (sender->daily_cap <= 0) return now;
    places.add_sender(sender->daily_cap, load(s, *sender, now).by_minute);
  }
  return places.place(ahead);
}

int64_t DailyCaps::cap_of(std::span<const Sender* const> senders) {
  int64_t cap = 0;
  for (const auto* sender : senders) {
    if (sender->daily_cap <= 0) return 0;
    cap += sender->daily_cap;
  }
  return cap;
}

void DailyCaps::use(store::Session& s, const Sender& sender, Instant now) {
  auto& uses = load(s, sender, now);
  const int64_t minute = now.ms / kMinuteMs;
  ++unwritten_[{sender.id.value, minute}];
  ++uses.total;
  for (auto it = uses.by_minute.rbegin(); it != uses.by_minute.rend(); ++it) {
    if (it->first == minute) {
      ++it->second;
      return;
    }
    if (it->first < minute) {
      uses.by_minute.insert(it.base(), {minute, 1});
      return;
    }
  }
  uses.by_minute.insert(uses.by_minute.begin(), {minute, 1});
}

void DailyCaps::write_uses(store::Session& s) {
  for (const auto& [key, n] : unwritten_) {
    store::ledger::use_sender(s, SenderId{key.first}, Instant{key.second * kMinuteMs}, n);
  }
  unwritten_.clear();
}

void DailyCaps::give_back(store::Session& s, SenderId sender, Instant handed_at) {
  store::ledger::unuse_sender(s, sender, handed_at);
  uses_.erase(sender.value);  // read again when it is next asked for
}

}  // namespace tidings::dispatch
