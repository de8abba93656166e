#include "flow/dispatch/daily_caps.h"

#include "store/ledger.h"

namespace tidings::dispatch {
namespace {

// First minute that still counts: one that began less than 24 hours and a minute ago.
int64_t first_minute(Instant now) { return (now.ms - kDayMs) / kMinuteMs; }

}  // namespace

DailyCaps::Uses& DailyCaps::load(store::Session& s, const Sender& sender, Instant now) {
  if (now < seen_) uses_.clear();
  seen_ = now;
  auto [it, fresh] = uses_.try_emplace(sender.id.value);
  auto& uses = it->second;
  if (fresh) {
    for (const auto& [minute, n] : store::ledger::sender_uses(s, sender.id, first_minute(now))) {
      uses.by_minute.emplace_back(minute, n);
      uses.total += n;
    }
  }
  while (!uses.by_minute.empty() && uses.by_minute.front().first < first_minute(now)) {
    uses.total -= uses.by_minute.front().second;
    uses.by_minute.pop_front();
  }
  return uses;
}

std::optional<int64_t> DailyCaps::room(store::Session& s, const Sender& sender, Instant now) {
  if (sender.daily_cap <= 0) return std::nullopt;
  return std::max<int64_t>(0, sender.daily_cap - load(s, sender, now).total);
}

Instant DailyCaps::room_from(store::Session& s, const Sender& sender, Instant now) {
  const auto& uses = load(s, sender, now);
  int64_t over = uses.total - sender.daily_cap + 1;
  if (sender.daily_cap <= 0 || over <= 0) return now;
  for (const auto& [minute, n] : uses.by_minute) {
    over -= n;
    if (over <= 0) return Instant{(minute + 1) * kMinuteMs + kDayMs};
  }
  return now + kDayMs;
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
  uses.by_minute.emplace_front(minute, 1);
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
