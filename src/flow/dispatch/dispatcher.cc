#include "flow/dispatch/dispatcher.h"

#include <algorithm>
#include <unordered_map>

#include "base/check.h"
#include "flow/dispatch/tick_state.h"
#include "store/campaigns.h"

namespace tidings::dispatch {
namespace {

constexpr MessageKind kDirectKinds[] = {MessageKind::confirmation, MessageKind::reply,    MessageKind::urgent,
                                        MessageKind::single,       MessageKind::reminder, MessageKind::check};
constexpr int64_t kRescueEveryMs = 1000;
constexpr int64_t kRemainingEveryMs = 1000;

}  // namespace

Dispatcher::Dispatcher(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner,
                       compliance::Gatherer& gatherer, Options options)
    : env_(env),
      database_(database),
      carriers_(carriers),
      runner_(runner),
      gatherer_(gatherer),
      options_(std::move(options)),
      buckets_(env.clock.monotonic_ms()),
      troubles_(env, options_),
      lease_(static_cast<int64_t>(env.random.next() >> 2) | 1),
      mailbox_(std::make_shared<Mailbox<Answer>>()),
      in_flight_gauge_(options_.channel == Channel::call
                           ? env.metrics.gauge("calls_in_flight", "requests for calls under way to carriers")
                           : env.metrics.gauge("sms_in_flight", "requests under way to carriers")) {
  env.metrics
      .gauge("dispatch_in_flight_limit", "requests that may be under way to carriers at once, by channel",
             {{"channel", std::string(to_string(options_.channel))}})
      .set(static_cast<double>(options_.in_flight));
  set_fixed_rates(env_.clock.monotonic_ms());
}

Dispatcher::~Dispatcher() { mailbox_->on_put(nullptr); }

Result<TickReport> Dispatcher::tick() {
  direct_due_ = false;
  if (of_calls() && TRY(idle_calls())) return TickReport{0, kIdleWaitMs};
  Work work;
  return run(work);
}

// Most deployments make no calls: then there is not even a transaction.
Result<bool> Dispatcher::idle_calls() {
  if (!unsettled_.empty() || !claimed_.empty() || !in_flight_.empty()) return false;
  if (env_.clock.monotonic_ms() >= next_rescue_ms_) return false;
  bool any = false;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    any = std::ranges::any_of(store::campaigns::in_status(s, CampaignStatus::active),
                              [](const Campaign& campaign) { return makes_calls(campaign.type); });
    return {};
  }));
  return !any;
}

Result<TickReport> Dispatcher::tick_direct() {
  direct_due_ = false;
  Work work;
  work.direct_only = !quiescing_;
  return run(work);
}

Result<TickReport> Dispatcher::run(Work& work) {
  for (auto& answer : mailbox_->take()) unsettled_.push_back(std::move(answer));
  work.now = env_.clock.now();
  work.monotonic_ms = env_.clock.monotonic_ms();
  work.claimed = claimed_;
  work.hasty = haste_.in_force(work.monotonic_ms) && !quiescing_;
  work.batch = work.hasty ? std::min(options_.claim_batch, limits::kHastyBatch) : options_.claim_batch;
  const store::Database::Work all = [&](store::Session& s) -> Result<> {
    store::Ledger ledger(s, work.now);
    work.ledger = &ledger;
    work.lease_now = Instant{s.server_time_ms().value_or(work.now.ms)};
    const bool ours = my_turn(s, work);
    troubles_.begin(s, work.now, work.monotonic_ms, ours);
    brands_.begin();
    if (!work.direct_only) settle_answers(s, work);
    if (quiescing_ || !ours || troubles_.clock_doubted()) {
      give_back(work);
    } else {
      if (!work.direct_only) rescue(s, work);
      claim(s, work);
      decide(s, work);
    }
    ledger.close();
    return {};
  };
  const auto written = work.direct_only ? database_.write_first(all) : database_.write(all);
  if (!written) {
    caps_.forget();
    brands_.forget();
    troubles_.forget();
    env_.log.error("dispatch_tick_failed", {{"problem", written.error().describe()}});
    return std::unexpected(written.error());
  }
  for (const auto& [carrier, sender, result, reached, segments] : work.outcomes) {
    note_outcome(*carrier, sender, *result, reached, segments);
  }
  const auto settled = unsettled_.begin() + static_cast<ptrdiff_t>(work.settled);
  for (auto it = unsettled_.begin(); it != settled; ++it) in_flight_.erase(it->id);
  unsettled_.erase(unsettled_.begin(), settled);
  claimed_ = std::move(work.claimed);
  for (const auto& [campaign, full] : work.no_room) no_room_[campaign] = full;
  rescued_ours_ = work.rescued_ours || rescued_ours_;
  if (work.rescued) next_rescue_ms_ = work.monotonic_ms + kRescueEveryMs;
  if (!work.leaving.empty()) {
    // A request is over before its lease is: who rescues the row does not meet it on its way.
    send_all(std::move(work.leaving), work.monotonic_ms + options_.lease_ms - limits::kSendTimeoutMs);
    buckets_.left(env_.clock.monotonic_ms());
  }
  in_flight_gauge_.set(static_cast<double>(in_flight_.size()));
  // What is claimed and could not leave waits for its bucket or for room in flight; an answer wakes the loop earlier.
  const int64_t wait = claimed_.empty() ? kIdleWaitMs : std::clamp<int64_t>(work.shortest_wait_ms, 1, kIdleWaitMs);
  const bool at_once = !unsettled_.empty() || (work.did > 0 && work.shortest_wait_ms == 0);
  return TickReport{work.did, at_once ? 0 : wait};
}

void Dispatcher::settle_answers(store::Session& s, Work& work) {
  std::vector<Answered> answered;
  work.settled = work.hasty ? std::min(unsettled_.size(), limits::kHastyBatch) : unsettled_.size();
  answered.reserve(work.settled);
  for (const auto& answer : std::span(unsettled_).first(work.settled)) {
    const auto it = in_flight_.find(answer.id);
    check(it != in_flight_.end(), "an answer belongs to a request in flight");
    const auto& flying = it->second;
    answered.push_back({.row = flying.row,
                        .sender_address = &flying.sender_address,
                        .result = &answer.result,
                        .at = answer.at,
                        .busy_in_a_row = busy_in_a_row(flying, answer.result)});
    if (answer.result.outcome == carrier::Outcome::busy) give_back_caps(s, work, flying.row);
    if (!answer.asked) continue;
    troubles_.heard(s,
                    {.carrier = flying.carrier->name(),
                     .address = flying.sender_address,
                     .result = &answer.result,
                     .reached = answer.reached,
                     .handed_at = flying.row.handed_at},
                    work.now);
    work.outcomes.push_back({flying.carrier, flying.row.sender, &answer.result, answer.reached, flying.row.segments});
  }
  settle_all(s, *work.ledger, answered, options_, env_.random, work.now);
  work.did += answered.size();
}

// It was not processed: it counts nowhere.
void Dispatcher::give_back_caps(store::Session& s, Work& work, const store::LedgerRow& row) {
  caps_.give_back(s, row.sender, row.handed_at);
  const auto& all = senders(s, work, row.workspace);
  const auto sender = std::ranges::find(all, row.sender, &Sender::id);
  if (sender != all.end() && !of_calls()) brands_.give_back(s, *sender, row.sent_to, row.segments, row.handed_at);
}

void Dispatcher::give_back(Work& work) {
  for (auto& row : work.claimed) work.ledger->hold(row, row.held_before, std::min(row.not_before, work.now));
  work.claimed.clear();
}

void Dispatcher::rescue(store::Session& s, Work& work) {
  // Rows that a process before this one held: it is gone (the engine's lock says so), nobody else will settle them.
  if (!rescued_ours_ && !database_.shared()) {
    auto rows = store::ledger::lapsed_of_others(s, lease_, options_.claim_batch, options_.channel);
    for (auto& row : rows) rescue_row(*work.ledger, row, options_, work.now);
    work.did += rows.size();
    work.rescued_ours = rows.empty();
    return;
  }
  if (work.monotonic_ms < next_rescue_ms_) return;
  work.rescued = true;
  for (auto& row : store::ledger::lapsed(s, work.lease_now, options_.claim_batch, options_.channel)) {
    // Ours are not lost: the runner ends every request in time, and what is claimed is decided in every tick.
    const bool ours = in_flight_.contains(row.id) || std::any_of(work.claimed.begin(), work.claimed.end(),
                                                                 [&](const auto& c) { return c.id == row.id; });
    if (ours) continue;
    rescue_row(*work.ledger, row, options_, work.now);
    ++work.did;
  }
}

// What may leave in this tick: rows carried over, and rows found due. Those are claimed only if they have to wait.
void Dispatcher::claim(store::Session& s, Work& work) {
  const size_t under_way = in_flight_.size() - unsettled_.size();
  work.room = options_.in_flight - std::min(options_.in_flight, under_way);
  work.direct_room =
      options_.in_flight + limits::kInFlightDirect - std::min(options_.in_flight + limits::kInFlightDirect, under_way);
  // Each kind has a batch of its own: single ones that wait for a slow sender must not keep confirmations from leaving.
  std::map<MessageKind, size_t> direct;
  for (auto& row : work.claimed) {
    row.campaign ? ++work.held[row.campaign] : ++direct[row.kind];
    work.candidates.push_back({std::move(row)});
  }
  const size_t carried = work.candidates.size();
  for (const auto kind : kDirectKinds) {
    if (of_calls()) break;
    if (direct[kind] >= options_.claim_batch) continue;
    for (auto& row : work.ledger->due({}, kind, options_.claim_batch - direct[kind])) {
      work.candidates.push_back({std::move(row)});
    }
  }
  if (!work.direct_only) work.active = store::campaigns::in_status(s, CampaignStatus::active);
  std::erase_if(work.active, [&](const Campaign& campaign) {
    return of_calls() ? !makes_calls(campaign.type) : !sends_texts(campaign.type);
  });
  if (!work.active.empty()) divide_batch(s, work);
  for (const auto& campaign : work.active) {
    const size_t places = std::min({shares_.places(campaign.id), work.room, may_claim(s, work, campaign)});
    size_t have = work.held[campaign.id];
    std::unordered_set<MessageId> for_room;  // they are found twice
    const auto take = [&](std::vector<store::LedgerRow> rows) {
      for (auto& row : rows) {
        if (row.held_before == Reason::sender_daily_cap && !for_room.insert(row.id).second) continue;
        work.candidates.push_back({std::move(row)});
        ++have;
      }
    };
    if (have < places && no_room_.contains(campaign.id)) {
      take(work.ledger->due_for_room(campaign.workspace, campaign.id, MessageKind::campaign, places - have,
                                     options_.channel));
      if (!may_have_room(s, work, campaign)) continue;
    }
    if (have < places) take(work.ledger->due(campaign.id, MessageKind::campaign, places - have, options_.channel));
  }
  std::vector<Candidate*> fresh;
  for (size_t i = carried; i < work.candidates.size(); ++i) fresh.push_back(&work.candidates[i]);
  work.did += fresh.size();
  gather_batch(s, work, fresh);
  // Direct ones stand before all campaign rows, in order of their kind.
  std::ranges::sort(work.candidates, {}, [](const Candidate& c) {
    return std::tuple(c.row.kind == MessageKind::campaign, c.row.kind, c.row.not_before, c.row.id);
  });
}

// The facts of what was found due, at once. Several messages to one number in one tick would not see each other where a
// frequency is capped: each of them is gathered when it is its turn, after those before it were written.
void Dispatcher::gather_batch(store::Session& s, Work& work, std::span<Candidate*> fresh) {
  std::vector<compliance::Wanted> wanted;
  wanted.reserve(fresh.size());
  std::unordered_map<std::string_view, int> met;
  for (const auto& candidate : work.candidates) ++met[candidate.row.phone];
  for (auto* candidate : fresh) {
    const auto* home = workspace(s, work, candidate->row.workspace);
    if (home != nullptr && home->frequency_cap > 0 && met[candidate->row.phone] > 1) continue;
    candidate->facts = &work.gathered.emplace_back();
    wanted.push_back({&candidate->row, home, campaign(s, work, candidate->row.campaign), candidate->facts});
  }
  gatherer_.gather_all(s, wanted, work.now);
  std::vector<store::LedgerRow*> rows;
  for (auto* candidate : fresh) rows.push_back(&candidate->row);
  ask_known_senders(s, work, rows);
}

// How many rows of each campaign may be claimed at a time.
void Dispatcher::divide_batch(store::Session& s, Work& work) {
  // Within its undo window nothing of a campaign is even claimed.
  std::erase_if(work.active, [&](const Campaign& campaign) { return campaign.undo_until > work.now; });
  for (const auto& campaign : work.active) {
    buckets_.set_rate(bucket_key(Limited::campaign, campaign.id.value), campaign.rate_per_s, work.monotonic_ms);
    // No more than half a second's worth ahead: a pause or a STOP finds few rows claimed.
    work.competitors.push_back(
        {.id = campaign.id,
         .weight = effective_weight(campaign, remaining(s, campaign, work.monotonic_ms), work.now),
         .wants = static_cast<size_t>(campaign.rate_per_s / 2) + 1});
  }
  if (remaining_.size() > 2 * work.active.size() + 16) remaining_.clear();
  shares_.compete(work.competitors);
  shares_.divide(work.batch);
}

// Looked up now and then: only campaigns with a latest time need it, and those not exactly.
int64_t Dispatcher::remaining(store::Session& s, const Campaign& campaign, int64_t monotonic_ms) {
  if (campaign.not_after.ms == 0) return 0;
  auto [it, fresh] = remaining_.try_emplace(campaign.id);
  if (fresh || monotonic_ms >= it->second.look_again_ms) {
    int64_t n = 0;
    for (const auto& count : store::ledger::counts(s, campaign.id)) {
      if (count.state == MessageState::planned || count.state == MessageState::claimed) n += count.n;
    }
    it->second = {n, monotonic_ms + kRemainingEveryMs};
  }
  return it->second.n;
}

void Dispatcher::decide(store::Session& s, Work& work) {
  work.shortest_wait_ms = kIdleWaitMs;
  buckets_.begin_tick();
  // Direct ones first, the most important before the others; then the campaigns in turn.
  std::vector<Candidate*> of_campaigns;
  of_campaigns.reserve(work.candidates.size());
  for (auto& candidate : work.candidates) {
    if (candidate.row.campaign && work.direct_only) {
      work.waiting.push_back(&candidate.row);
    } else if (candidate.row.campaign) {
      of_campaigns.push_back(&candidate);
    } else {
      look_at(s, work, candidate);
    }
  }
  std::ranges::sort(of_campaigns, {},
                    [](const Candidate* c) { return std::tuple(c->row.campaign, c->row.not_before, c->row.id); });
  struct Lane {
    CampaignId campaign;
    size_t next = 0, end = 0;
  };
  std::vector<Lane> lanes;
  for (size_t i = 0; i < of_campaigns.size(); ++i) {
    if (lanes.empty() || lanes.back().campaign != of_campaigns[i]->row.campaign) {
      lanes.push_back({of_campaigns[i]->row.campaign, i, i});
    }
    lanes.back().end = i + 1;
  }
  shares_.begin_round();
  for (const auto& lane : lanes) shares_.enter(lane.campaign);
  while (const auto id = shares_.next()) {
    auto& lane = *std::ranges::lower_bound(lanes, id, {}, &Lane::campaign);
    if (lane.next == lane.end) {
      shares_.leave(id);
      continue;
    }
    auto& candidate = *of_campaigns[lane.next++];
    // The row itself learns its segments when the batch is written.
    if (look_at(s, work, candidate) == Step::handed) shares_.served(id, std::max(1, candidate.facts->segments));
  }
  write_handings(s, work);
  keep_waiting(work);
}

Dispatcher::Step Dispatcher::look_at(store::Session& s, Work& work, Candidate& candidate) {
  if (work.leaving.size() >= (candidate.row.campaign ? work.room : work.direct_room)) {
    work.waiting.push_back(&candidate.row);
    return Step::waits;
  }
  const Step step = decide_one(s, work, candidate);
  if (step == Step::waits) {
    work.waiting.push_back(&candidate.row);
  } else {
    ++work.did;
    work.shortest_wait_ms = 0;
  }
  return step;
}

// What has to wait is claimed, so that nobody else takes it; a long wait must not let the lease lapse.
void Dispatcher::keep_waiting(Work& work) {
  work.claimed.clear();
  const Instant lease_until = work.lease_now + options_.lease_ms;
  for (auto* row : work.waiting) {
    bool ours = true;  // else STOP or a person took it
    if (row->state == MessageState::planned) {
      ours = work.ledger->claim(*row, lease_, lease_until);
    } else if (work.now - row->not_before > 0 && work.monotonic_ms >= next_rescue_ms_) {
      ours = work.ledger->keep_lease(*row, lease_until);
    }
    if (ours) work.claimed.push_back(std::move(*row));
  }
}

// What is remembered of rates and caps is true as long as nobody else sends.
bool Dispatcher::my_turn(store::Session& s, Work& work) {
  if (turn_ == nullptr) return true;
  if (!turn_->holds(s)) return false;
  if (const uint64_t number = turn_->number(); number != turn_number_) {
    turn_number_ = number;
    caps_.forget();
    brands_.forget();
    troubles_.forget();
    no_room_.clear();
    buckets_ = TokenBuckets(work.monotonic_ms);
    set_fixed_rates(work.monotonic_ms);
  }
  return true;
}

void Dispatcher::set_fixed_rates(int64_t monotonic_ms) {
  buckets_.set_rate(bucket_key(Limited::deployment, 0), options_.rate_per_s, monotonic_ms);
  int64_t number = 0;
  for (const auto& [name, carrier] : carriers_)
    buckets_.set_rate(bucket_key(Limited::carrier, number++), account_rate(*carrier, options_.channel), monotonic_ms);
}

}  // namespace tidings::dispatch
