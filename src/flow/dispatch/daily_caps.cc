#include "flow/dispatch/daily_caps.h"

#include "store/ledger.h"

namespace tidings::dispatch {
namespace {

DayUses::Load load(store::Session& s) {
  return [&s](const Sender& sender, int64_t first_minute) {
    return store::ledger::sender_uses(s, sender.id, first_minute);
  };
}

}  // namespace

std::optional<int64_t> DailyCaps::room(store::Session& s, const Sender& sender, Instant now) {
  return uses_.room(load(s), sender, now);
}

Instant DailyCaps::place(store::Session& s, std::span<const Sender* const> senders, int64_t ahead, Instant now) {
  return uses_.place(load(s), senders, ahead, now);
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
  uses_.use(load(s), sender, now);
  ++unwritten_[{sender.id.value, now.ms / kMinuteMs}];
}

void DailyCaps::write_uses(store::Session& s) {
  for (const auto& [key, n] : unwritten_) {
    store::ledger::use_sender(s, SenderId{key.first}, Instant{key.second * kMinuteMs}, n);
  }
  unwritten_.clear();
}

void DailyCaps::give_back(store::Session& s, SenderId sender, Instant handed_at) {
  store::ledger::unuse_sender(s, sender, handed_at);
  uses_.forget(sender);  // read again when it is next asked for
}

}  // namespace tidings::dispatch
