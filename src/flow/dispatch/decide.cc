// The part of the dispatcher that decides about one claimed message: facts, gate, buckets, hand-over.
#include <algorithm>
#include <array>
#include <limits>

#include "flow/dispatch/sender_order.h"
#include "flow/dispatch/tick_state.h"
#include "flow/media/outgoing.h"
#include "store/campaigns.h"
#include "store/media.h"
#include "store/optouts.h"
#include "store/senders.h"
#include "store/workspaces.h"

namespace tidings::dispatch {

void rescue_row(store::Ledger& ledger, store::LedgerRow& row, const Options& options, Instant now) {
  if (row.state == MessageState::claimed) {
    ledger.hold(row, Reason::none, now);
  } else {
    ledger.mark_unknown(row, Reason::lease_lapsed, row.handed_at + options.unknown_first_ms, "lease_lapsed",
                        "the process ended while the request was under way");
  }
}

const Workspace* Dispatcher::workspace(store::Session& s, Work& work, WorkspaceId id) {
  auto [it, fresh] = work.workspaces.try_emplace(id);
  if (fresh) {
    it->second = store::workspaces::by_id(s, id);
    if (it->second)
      buckets_.set_rate(bucket_key(Limited::workspace, id.value), it->second->rate_per_s, work.monotonic_ms);
  }
  return it->second ? &*it->second : nullptr;
}

const Campaign* Dispatcher::campaign(store::Session& s, Work& work, CampaignId id) {
  if (!id) return nullptr;
  for (const auto& active : work.active) {
    if (active.id == id) return &active;
  }
  auto [it, fresh] = work.campaigns.try_emplace(id);
  if (fresh) it->second = store::campaigns::by_id(s, id);
  return it->second ? &*it->second : nullptr;
}

Dispatcher::Step Dispatcher::decide_one(store::Session& s, Work& work, Candidate& candidate) {
  auto& row = candidate.row;
  auto& ledger = *work.ledger;
  const auto wait_for = [&](int64_t ms) {
    work.shortest_wait_ms = std::min(work.shortest_wait_ms, std::max<int64_t>(1, ms));
    return Step::waits;
  };
  if (row.not_after.ms != 0 && row.not_after <= work.now) {
    ledger.finish(row, MessageState::expired, Reason::not_after_passed);
    return Step::ended;
  }
  const auto* of = campaign(s, work, row.campaign);
  if (of != nullptr && of->status == CampaignStatus::stopped) {
    ledger.finish(row, MessageState::cancelled, Reason::campaign_stopped);
    return Step::ended;
  }
  if (of != nullptr && of->not_after.ms != 0 && of->not_after <= work.now) {
    ledger.finish(row, MessageState::expired, Reason::not_after_passed);
    return Step::ended;
  }
  // Claimed when the window was over, and the clock was set back into it.
  if (of != nullptr && of->status == CampaignStatus::active && of->undo_until > work.now) {
    ledger.hold(row, row.held_before, work.now);
    return Step::ended;
  }
  const auto* home = workspace(s, work, row.workspace);
  Charges charges(row.workspace, row.campaign);
  // Gathering facts is the dear part: look first whether the message could leave at all.
  if (of == nullptr || of->status == CampaignStatus::active) {
    if (const int64_t wait = carriers_wait_ms(work.monotonic_ms); wait > 0) return wait_for(wait);
    if (const int64_t wait = buckets_.wait_ms(charges.all(), work.monotonic_ms); wait > 0) return wait_for(wait);
  }

  auto choice = choose_sender(s, work, row, candidate.facts != nullptr ? candidate.facts->segments : row.segments);
  if (choice.stopped) {
    ledger.hold(row, Reason::sender_stopped, *choice.stopped);
    return Step::ended;
  }
  if (choice.facts.active == 0 && (of == nullptr || of->status == CampaignStatus::active) &&
      !media_of(s, work, row).empty()) {
    ledger.block(row, Reason::media_not_taken);
    return Step::ended;
  }
  if (choice.sender != nullptr && (of == nullptr || of->status == CampaignStatus::active)) {
    if (choice.wait_ms > 0) return wait_for(choice.wait_ms);
    // Its text may turn out longer; then it is asked once more.
    const auto at_least = charges_of(*choice.sender, std::max(1, row.segments), charges);
    if (const int64_t wait = buckets_.wait_ms(at_least.all(), work.monotonic_ms); wait > 0) return wait_for(wait);
  }

  if (candidate.facts == nullptr) {
    write_handings(s, work);  // facts gathered now see what was decided before
    candidate.facts = &work.gathered.emplace_back();
    gatherer_.gather(s, row, home, of, work.now, *candidate.facts);
  }
  auto& gathered = *candidate.facts;
  // Its text turned out longer than was known: it may not fit into the day of a brand.
  if (choice.sender != nullptr && !choice.sender->brand.empty() && !of_calls() &&
      !brands_.fits(s, *choice.sender, row.phone, gathered.segments, work.now))
    choice = choose_sender(s, work, row, gathered.segments);
  gathered.facts.senders = choice.facts;
  const auto decision = gate_.decide(gathered.facts);
  const auto record = [&]() -> store::DecisionRecord {
    return {work.now, static_cast<int>(decision.verdict), decision.reason, decision.until,
            compliance::trace_json(decision.trace)};
  };
  if (decision.verdict == compliance::Verdict::block) {
    if (ledger.block(row, decision.reason)) work.decisions.emplace_back(row.id, record());
    return Step::ended;
  }
  if (decision.verdict == compliance::Verdict::hold) {
    const bool news = row.held_before != decision.reason;
    if (decision.reason == Reason::sender_daily_cap) {
      ++waiting_for_room(s, work, row.workspace);
      if (row.campaign) {
        work.no_room[row.campaign] = {work.monotonic_ms + kLookAgainForRoomMs,
                                      mark_of(senders(s, work, row.workspace))};
      }
    }
    if (ledger.hold(row, decision.reason, decision.until) && news) work.decisions.emplace_back(row.id, record());
    return Step::ended;
  }
  const auto* carrier = find_carrier(carriers_, choice.sender->carrier);
  auto& health = health_[carrier];
  if (const int64_t paused = std::max(health.wait_ms(work.monotonic_ms), choice.wait_ms); paused > 0) {
    return wait_for(paused);
  }
  charges = charges_of(*choice.sender, gathered.segments, charges);
  if (const int64_t wait = buckets_.wait_ms(charges.all(), work.monotonic_ms); wait > 0) return wait_for(wait);
  const Step step = hand_over(s, work, row, gathered, *choice.sender, decision.deliver_by);
  if (step == Step::handed) {
    buckets_.take(charges.all(), work.monotonic_ms);
    health.left(work.monotonic_ms);
    if (troubles_.any()) troubles_.left(s, *choice.sender, work.now);
    work.handing_decisions.push_back(record());
  }
  return step;
}

Dispatcher::Step Dispatcher::hand_over(store::Session& s, Work& work, store::LedgerRow& row,
                                       const compliance::Gathered& gathered, const Sender& sender,
                                       std::optional<Instant> deliver_by) {
  // Test mode is decided here, before the request is built; the real recipient stays on the row.
  std::string sent_to = row.phone;
  const auto* of = campaign(s, work, row.campaign);
  const auto* home = workspace(s, work, row.workspace);
  if (!options_.test_recipient.empty()) sent_to = options_.test_recipient;
  if (home != nullptr && !home->test_recipient.empty()) sent_to = home->test_recipient;
  if (of != nullptr && !of->test_recipient.empty()) sent_to = of->test_recipient;

  // The phone that stands in for everybody in test mode may have said STOP too.
  if (sent_to != row.phone && !store::optouts::in_force(s, sent_to).empty()) {
    work.ledger->hold(row, Reason::suppressed, work.now + limits::kHoldRecheckMs);
    return Step::ended;
  }
  caps_.use(s, sender, work.now);  // both are written with the rows
  if (!of_calls()) brands_.use(s, sender, sent_to, gathered.segments, work.now);
  Leaving leaving;
  leaving.flying = {{}, sender.address, find_carrier(carriers_, sender.carrier)};
  leaving.message = {.id = row.id, .to = sent_to, .from = sender.address, .body = gathered.text};
  for (const auto& medium : media_of(s, work, row)) {
    leaving.message.media_urls.push_back(media::public_url_of(medium, options_.public_url));
    if (of != nullptr) leaving.media.push_back(medium.id);
  }
  Instant latest = row.not_after;
  if (of != nullptr && of->not_after.ms != 0 && (latest.ms == 0 || of->not_after < latest)) latest = of->not_after;
  Instant call_at;
  if (of != nullptr && of->type == CampaignType::hybrid && !of_calls()) {
    // What the carrier has not passed on by then it need not: the call comes instead.
    call_at = work.now + of->spoken.call_after_ms;
    if (latest.ms == 0 || call_at < latest) latest = call_at;
  }
  if (of != nullptr && of_calls()) leaving.call = call_row(row, *of);
  if (deliver_by && (latest.ms == 0 || *deliver_by < latest)) latest = *deliver_by;
  if (latest.ms != 0)
    // The carrier counts from when it has the request, which is on its way for as long as kHandoverMs.
    leaving.message.validity_s =
        static_cast<int>(std::clamp<int64_t>((latest - work.now - limits::kHandoverMs) / kSecondMs, 1, 36'000));
  work.handings.push_back({&row,
                           {.sender = sender.id,
                            .sent_to = std::move(sent_to),
                            .carrier = sender.carrier,
                            .body = gathered.text,
                            .segments = gathered.segments,
                            .lease_until = work.lease_now + options_.lease_ms,
                            .revision = of != nullptr ? of->revision : 0,
                            .lease = lease_,
                            .call_at = call_at}});
  work.leaving.push_back(std::move(leaving));
  return Step::handed;
}

// The write-ahead intent of all that was allowed, in one go. What is no longer as we knew it (STOP was first) does not
// leave; its charge to the buckets stands.
void Dispatcher::write_handings(store::Session& s, Work& work) {
  const size_t before = work.leaving.size() - work.handings.size();
  work.ledger->hand_all(work.handings);
  size_t kept = before;
  for (size_t i = 0; i < work.handings.size(); ++i) {
    if (!work.handings[i].done) continue;
    work.decisions.emplace_back(work.handings[i].row->id, std::move(work.handing_decisions[i]));
    auto& leaving = work.leaving[before + i];
    if (!leaving.media.empty()) store::media::take_along(s, work.handings[i].row->id, leaving.media);
    leaving.flying.row = std::move(*work.handings[i].row);
    if (leaving.call) store::calls::put(s, *leaving.call);
    if (kept != before + i) work.leaving[kept] = std::move(leaving);
    ++kept;
  }
  work.leaving.resize(kept);
  work.handings.clear();
  work.handing_decisions.clear();
  work.ledger->record_decisions(work.decisions);
  work.decisions.clear();
  caps_.write_uses(s);
  brands_.write_uses(s);
}

}  // namespace tidings::dispatch
