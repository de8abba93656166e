// The part of the dispatcher that chooses a sender: who may carry a message, who is known, stopped, full or on standby.
#include <algorithm>
#include <array>
#include <limits>

#include "flow/dispatch/sender_order.h"
#include "flow/dispatch/tick_state.h"
#include "flow/media/outgoing.h"
#include "store/senders.h"
#include "store/workspaces.h"

namespace tidings::dispatch {

uint64_t mark_of(const std::vector<Sender>& senders) {
  uint64_t mark = 1;
  for (const auto& sender : senders) {
    mark = mark * 1'000'003 + static_cast<uint64_t>(sender.id.value);
    mark = mark * 1'000'003 + static_cast<uint64_t>(sender.daily_cap);
    mark = mark * 2 + static_cast<uint64_t>(sender.standby);
  }
  return mark;
}

const std::vector<Sender>& Dispatcher::senders(store::Session& s, Work& work, WorkspaceId id) {
  auto [it, fresh] = work.senders.try_emplace(id);
  if (fresh) {
    for (auto& sender : store::workspaces::senders(s, id)) {
      const auto* carrier = find_carrier(carriers_, sender.carrier);
      if (!sender.active || carrier == nullptr || !can_serve(sender, *carrier, options_.channel)) continue;
      buckets_.set_rate(bucket_key(Limited::sender, sender.id.value), sender_rate(sender, options_.channel),
                        work.monotonic_ms);
      if (sender.texts && sender.calls) caps_.forget(sender.id);  // the other channel's dispatcher uses it too
      it->second.push_back(std::move(sender));
    }
  }
  return it->second;
}

std::vector<const Sender*> Dispatcher::eligible_senders(store::Session& s, Work& work, store::LedgerRow& row) {
  const auto& all = senders(s, work, row.workspace);
  const auto* of = campaign(s, work, row.campaign);
  const auto& media = media_of(s, work, row);
  std::vector<const Sender*> out;
  for (const auto& sender : all) {
    if (!takes_media(sender, media)) continue;
    const bool wanted = row.sender && row.kind != MessageKind::campaign ? sender.id == row.sender
                                                                        : of == nullptr || in_pool(*of, sender.id);
    if (wanted) out.push_back(&sender);
  }
  if (out.size() < 2) return out;
  if (!row.known_sender) ask_known_senders(s, work, std::array{&row});
  OrderBy by;
  // Its last request was refused for a while, or the carrier never saw it: certainly not sent, another may take it.
  if (row.attempts > 0 && row.sender) {
    const auto last = std::ranges::find(all, row.sender, &Sender::id);
    if (last != all.end()) by.away_carrier = last->carrier;
  }
  if (const auto* home = workspace(s, work, row.workspace)) by.match = home->policy.sender_match;
  order_for(addressee(row.phone, *row.known_sender), by, out);
  return out;
}

// Of which sender each of these people has heard, where there are several to choose from.
void Dispatcher::ask_known_senders(store::Session& s, Work& work, std::span<store::LedgerRow* const> rows) {
  std::vector<store::senders::Person> people;
  std::vector<store::LedgerRow*> asked;
  for (auto* row : rows) {
    row->known_sender = SenderId{};
    const auto* home = workspace(s, work, row->workspace);
    if (home == nullptr || !home->policy.sticky_sender || senders(s, work, row->workspace).size() < 2) continue;
    people.push_back({row->workspace, row->contact, row->phone});
    asked.push_back(row);
  }
  if (people.empty()) return;
  store::senders::known_to(s, people, [&](size_t i, SenderId sender) { asked[i]->known_sender = sender; });
}

// What depends on who sends, with what does not.
Charges Dispatcher::charges_of(const Sender& sender, int segments, Charges others) const {
  others.add(Limited::sender, sender.id.value, sender_cost(segments, options_.channel));
  const auto at = carriers_.find(sender.carrier);
  if (at != carriers_.end() && account_rate(*at->second, options_.channel) > 0)
    others.add(Limited::carrier, std::distance(carriers_.begin(), at));
  return others;
}

// What is left may send now. Nothing left: until when.
std::optional<Instant> Dispatcher::leave_out_stopped(std::vector<const Sender*>& eligible, const store::LedgerRow& row,
                                                     Instant now) const {
  std::vector<const Sender*> free, to_try;
  std::optional<Instant> until;
  for (const auto* sender : eligible) {
    const auto stands = troubles_.of(*sender, now);
    if (stands.may == Troubles::May::send) {
      free.push_back(sender);
    } else if (stands.may == Troubles::May::try_one) {
      to_try.push_back(sender);
    } else if (!until || stands.until < *until) {
      until = stands.until;
    }
  }
  // A message of a campaign can wait a little longer: it shows whether the trouble is over, though others could send
  // it.
  const bool shows = !to_try.empty() && (row.campaign || free.empty());
  eligible = shows ? std::move(to_try) : std::move(free);
  return eligible.empty() ? until : std::nullopt;
}

// segments: of its text, as far as it is known.
Dispatcher::Choice Dispatcher::choose_sender(store::Session& s, Work& work, store::LedgerRow& row, int segments) {
  Choice out;
  auto eligible = eligible_senders(s, work, row);
  if (troubles_.any()) out.stopped = leave_out_stopped(eligible, row, work.now);
  const auto look_at = [&](const Sender* sender) {
    ++out.facts.active;
    const auto room = caps_.room(s, *sender, work.now);
    if (room && *room <= 0) return;
    if (!of_calls() && !brands_.fits(s, *sender, row.phone, segments, work.now)) {
      ++out.facts.brand_full;
      out.facts.brand_day = next_brand_day(work.now);
      return;
    }
    ++out.facts.with_room;
    // One the carrier has no room for now is passed over while another can stand in for it; the one a person knows is
    // worth a short wait.
    const int64_t wait = sender_wait_ms(*sender, work.monotonic_ms);
    const bool worth = out.sender != nullptr && out.sender->id == row.known_sender.value_or(SenderId{}) &&
                       out.wait_ms <= limits::kKnownSenderWaitMs;
    if (out.sender == nullptr || (wait < out.wait_ms && !worth)) {
      out.sender = sender;
      out.wait_ms = wait;
    }
  };
  for (const auto* sender : eligible) {
    if (!sender->standby) look_at(sender);
  }
  if (reserves_may_send(eligible, out, work.monotonic_ms)) {
    for (const auto* sender : eligible) {
      if (sender->standby) look_at(sender);
    }
  } else {
    std::erase_if(eligible, [](const Sender* sender) { return sender->standby; });
  }
  if (out.sender != nullptr) out.facts.segments_per_s = out.sender->segments_per_s;
  out.facts.no_replies = out.sender != nullptr && out.sender->kind == SenderKind::alphanumeric;
  if (out.facts.active > 0 && out.sender == nullptr) {
    out.facts.room_from = caps_.place(s, eligible, waiting_for_room(s, work, row.workspace), work.now);
  }
  return out;
}

// Those on standby take over when all others are stopped, or belong to carriers that have taken nothing for a while:
// not at the first busy answer, and not because a day's messages are used up. The others are still tried, one at a
// time.
bool Dispatcher::reserves_may_send(const std::vector<const Sender*>& eligible, const Choice& best,
                                   int64_t monotonic_ms) const {
  if (best.sender != nullptr && best.wait_ms == 0) return false;
  return std::ranges::all_of(
      eligible, [&](const Sender* sender) { return sender->standby || troubles_.out(sender->carrier, monotonic_ms); });
}

// How many more rows of a campaign are worth claiming: none while all its senders are stopped, one when one may try.
size_t Dispatcher::may_claim(store::Session& s, Work& work, const Campaign& campaign) {
  constexpr size_t kAny = std::numeric_limits<size_t>::max();
  if (!troubles_.any()) return kAny;
  size_t most = 0;
  bool none = true;
  for (const auto& sender : senders(s, work, campaign.workspace)) {
    if (!in_pool(campaign, sender.id)) continue;
    none = false;
    const auto may = troubles_.of(sender, work.now).may;
    if (may == Troubles::May::send) return kAny;
    if (may == Troubles::May::try_one) most = 1;
  }
  return none ? kAny : most;
}

// Held messages of a workspace that wait for a place: those behind them get a later one. All are taken to wait for the
// same senders, which is the rule.
int64_t& Dispatcher::waiting_for_room(store::Session& s, Work& work, WorkspaceId id) {
  auto [it, fresh] = work.waiting_for_room.try_emplace(id);
  if (fresh) it->second = store::ledger::waiting_for_room(s, id, work.now);
  return it->second;
}

// False while more rows of a campaign whose senders' day is used up would only be turned over.
bool Dispatcher::may_have_room(store::Session& s, Work& work, const Campaign& campaign) {
  auto& full = no_room_[campaign.id];
  const auto& all = senders(s, work, campaign.workspace);
  if (full.senders == mark_of(all)) {
    if (full.until_ms > work.monotonic_ms) return false;
    // Those who wait may have been promised a place by a clock that was wrong, or have closed hours then: what is free
    // now is anybody's, after those whose place is due.
    const bool reserves = std::ranges::all_of(all, &Sender::standby);
    const bool free = std::ranges::any_of(all, [&](const Sender& sender) {
      if (sender.standby && !reserves) return false;
      const auto room = caps_.room(s, sender, work.now);
      return !room || *room > 0;
    });
    // Nobody is promised a place later than a day's worth: who knows what the day after brings.
    int64_t cap = 0;
    for (const auto& sender : all) cap += sender.standby && !reserves ? 0 : sender.daily_cap;
    if (!free && waiting_for_room(s, work, campaign.workspace) >= cap) {
      full.until_ms = work.monotonic_ms + kLookAgainForRoomMs;
      return false;
    }
  }
  no_room_.erase(campaign.id);
  return true;
}

}  // namespace tidings::dispatch
