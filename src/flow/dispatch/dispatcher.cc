#include "flow/dispatch/dispatcher.h"

#include <algorithm>

#include "base/check.h"
#include "flow/dispatch/tick_state.h"
#include "store/campaigns.h"

namespace tidings::dispatch {
namespace {

constexpr MessageKind kDirectKinds[] = {MessageKind::confirmation, MessageKind::reply, MessageKind::urgent,
                                        MessageKind::single, MessageKind::reminder};
constexpr int64_t kRescueEveryMs = 1000;
constexpr int64_t kRemainingEveryMs = 1000;
constexpr int64_t kIdleWaitMs = 250;

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
      lease_(static_cast<int64_t>(env.random.next() >> 2) | 1),
      mailbox_(std::make_shared<Mailbox<Answer>>()),
      queue_gauge_(env.metrics.gauge("sms_queue_depth", "messages claimed or in flight in this process")),
      in_flight_gauge_(env.metrics.gauge("sms_in_flight", "requests under way to carriers")) {
  buckets_.set_rate(bucket_key(Limited::deployment, 0), options_.rate_per_s, env_.clock.monotonic_ms());
}

Dispatcher::~Dispatcher() { mailbox_->on_put(nullptr); }

Result<TickReport> Dispatcher::tick() {
  for (auto& answer : mailbox_->take()) unsettled_.push_back(std::move(answer));
  Work work;
  work.now = env_.clock.now();
  work.monotonic_ms = env_.clock.monotonic_ms();
  work.claimed = claimed_;
  const auto written = database_.write([&](store::Session& s) -> Result<> {
    store::Ledger ledger(s, work.now);
    work.ledger = &ledger;
    settle_answers(s, work);
    if (quiescing_) {
      give_back(work);
    } else {
      rescue(s, work);
      claim(s, work);
      decide(s, work);
    }
    ledger.close();
    return {};
  });
  if (!written) {
    caps_.forget();
    env_.log.error("dispatch_tick_failed", {{"problem", written.error().describe()}});
    return std::unexpected(written.error());
  }
  for (const auto& answer : unsettled_) in_flight_.erase(answer.id);
  unsettled_.clear();
  for (const auto& [carrier, result, reached, segments] : work.outcomes) {
    note_outcome(*carrier, result, reached, segments);
  }
  claimed_ = std::move(work.claimed);
  for (const auto& [campaign, full] : work.no_room) no_room_[campaign] = full;
  rescued_ours_ = work.rescued_ours || rescued_ours_;
  if (work.rescued) next_rescue_ms_ = work.monotonic_ms + kRescueEveryMs;
  for (auto& leaving : work.leaving) {
    in_flight_.emplace(leaving.flying.row.id, leaving.flying);
    send(std::move(leaving));
  }
  if (!work.leaving.empty()) buckets_.left(env_.clock.monotonic_ms());
  queue_gauge_.set(static_cast<double>(claimed_.size() + in_flight_.size()));
  in_flight_gauge_.set(static_cast<double>(in_flight_.size()));
  // What is claimed and could not leave waits for its bucket or for room in flight; an answer wakes the loop earlier.
  const int64_t wait = claimed_.empty() ? kIdleWaitMs : std::clamp<int64_t>(work.shortest_wait_ms, 1, kIdleWaitMs);
  return TickReport{work.did, work.did > 0 && work.shortest_wait_ms == 0 ? 0 : wait};
}

void Dispatcher::settle_answers(store::Session& s, Work& work) {
  for (const auto& answer : unsettled_) {
    const auto it = in_flight_.find(answer.id);
    check(it != in_flight_.end(), "an answer belongs to a request in flight");
    const auto& flying = it->second;
    const auto result = flying.carrier->read_send(answer.result);
    settle(s, *work.ledger,
           {.row = flying.row,
            .sender_address = flying.sender_address,
            .result = result,
            .at = answer.at,
            .busy_in_a_row = health_[flying.carrier].busy_in_a_row()},
           options_, env_.random, work.now);
    if (result.outcome == carrier::Outcome::busy) caps_.give_back(s, flying.row.sender, flying.row.handed_at);
    const bool reached = answer.result.transport == Transport::answered;
    work.outcomes.push_back({flying.carrier, result, reached, flying.row.segments});
    ++work.did;
  }
}

void Dispatcher::give_back(Work& work) {
  for (auto& row : work.claimed) work.ledger->hold(row, row.held_before, work.now);
  work.claimed.clear();
}

void Dispatcher::rescue(store::Session& s, Work& work) {
  // Rows that a process before this one held: it is gone (the engine's lock says so), nobody else will settle them.
  if (!rescued_ours_) {
    auto rows = store::ledger::lapsed_of_others(s, lease_, options_.claim_batch);
    for (auto& row : rows) rescue_row(*work.ledger, row, options_, work.now);
    work.did += rows.size();
    work.rescued_ours = rows.empty();
    return;
  }
  if (work.monotonic_ms < next_rescue_ms_) return;
  work.rescued = true;
  for (auto& row : store::ledger::lapsed(s, work.now, options_.claim_batch)) {
    // Ours are not lost: the runner ends every request in time, and what is claimed is decided in every tick.
    const bool ours = in_flight_.contains(row.id) || std::any_of(work.claimed.begin(), work.claimed.end(),
                                                                 [&](const auto& c) { return c.id == row.id; });
    if (ours) continue;
    rescue_row(*work.ledger, row, options_, work.now);
    ++work.did;
  }
}

void Dispatcher::claim(store::Session& s, Work& work) {
  const Instant lease_until = work.now + options_.lease_ms;
  // Each kind has a batch of its own: single ones that wait for a slow sender must not keep confirmations from leaving.
  std::map<MessageKind, size_t> direct;
  for (const auto& row : work.claimed) row.campaign ? ++work.held[row.campaign] : ++direct[row.kind];
  std::vector<store::LedgerRow> urgent;
  for (const auto kind : kDirectKinds) {
    if (direct[kind] >= options_.claim_batch) continue;
    for (auto& row : work.ledger->claim({}, kind, options_.claim_batch - direct[kind], lease_, lease_until)) {
      urgent.push_back(std::move(row));
    }
  }
  // Direct ones stand before all campaign rows, in order of their kind.
  work.claimed.insert(work.claimed.begin(), std::make_move_iterator(urgent.begin()),
                      std::make_move_iterator(urgent.end()));
  std::sort(work.claimed.begin(), work.claimed.end(), [](const auto& a, const auto& b) {
    return std::tie(a.kind, a.not_before, a.id) < std::tie(b.kind, b.not_before, b.id);
  });
  work.did += urgent.size();

  work.active = store::campaigns::in_status(s, CampaignStatus::active);
  if (work.active.empty()) return;
  divide_batch(s, work);
  for (const auto& campaign : work.active) {
    const size_t places = shares_.places(campaign.id);
    size_t have = work.held[campaign.id];
    const auto take = [&](std::vector<store::LedgerRow> rows) {
      have += rows.size();
      work.did += rows.size();
      for (auto& row : rows) work.claimed.push_back(std::move(row));
    };
    if (have < places && no_room_.contains(campaign.id)) {
      take(work.ledger->claim_for_room(campaign.workspace, campaign.id, MessageKind::campaign, places - have, lease_,
                                       lease_until));
      if (!may_have_room(s, work, campaign)) continue;
    }
    if (have < places) {
      take(work.ledger->claim(campaign.id, MessageKind::campaign, places - have, lease_, lease_until));
    }
  }
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
  shares_.divide(options_.claim_batch);
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
  std::deque<store::LedgerRow> waiting;
  work.shortest_wait_ms = kIdleWaitMs;
  buckets_.begin_tick();
  auto rows = std::move(work.claimed);
  work.claimed.clear();
  // Direct ones first, the most important before the others; then the campaigns in turn.
  std::vector<store::LedgerRow*> of_campaigns;
  of_campaigns.reserve(rows.size());
  for (auto& row : rows) {
    if (row.campaign) {
      of_campaigns.push_back(&row);
    } else {
      look_at(s, work, row, waiting);
    }
  }
  std::ranges::sort(of_campaigns, {},
                    [](const auto* row) { return std::tie(row->campaign, row->not_before, row->id); });
  struct Lane {
    CampaignId campaign;
    size_t next = 0, end = 0;
  };
  std::vector<Lane> lanes;
  for (size_t i = 0; i < of_campaigns.size(); ++i) {
    if (lanes.empty() || lanes.back().campaign != of_campaigns[i]->campaign) {
      lanes.push_back({of_campaigns[i]->campaign, i, i});
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
    auto& row = *of_campaigns[lane.next++];
    if (look_at(s, work, row, waiting) == Step::handed) shares_.served(id, std::max(1, row.segments));
  }
  work.claimed = std::move(waiting);
}

Dispatcher::Step Dispatcher::look_at(store::Session& s, Work& work, store::LedgerRow& row,
                                     std::deque<store::LedgerRow>& waiting) {
  if (in_flight_.size() - unsettled_.size() + work.leaving.size() >= options_.in_flight) {
    waiting.push_back(std::move(row));
    return Step::waits;
  }
  const Step step = decide_one(s, work, row);
  if (step != Step::waits) {
    ++work.did;
    work.shortest_wait_ms = 0;
    return step;
  }
  // A long wait for a bucket must not let the lease lapse; when it is gone, STOP or a person took the row.
  const bool renew = work.now - row.not_before > 0 && work.monotonic_ms >= next_rescue_ms_;
  if (!renew || work.ledger->keep_lease(row, work.now + options_.lease_ms)) waiting.push_back(std::move(row));
  return step;
}

void Dispatcher::send(Leaving leaving) {
  auto request = leaving.flying.carrier->build_send(leaving.message);
  request.timeout_ms = limits::kSendTimeoutMs;
  const auto id = leaving.message.id;
  runner_.send(std::move(request), [mailbox = mailbox_, id, &clock = env_.clock](HttpResult result) {
    mailbox->put({id, std::move(result), clock.now()});
  });
}

void Dispatcher::note_outcome(const carrier::Carrier& carrier, const carrier::SendResult& result, bool reached,
                              int segments) {
  const bool ok = result.outcome == carrier::Outcome::accepted;
  env_.metrics
      .counter("sms_messages_sent_total", "requests to carriers by outcome",
               {{"status", ok ? "success" : "failure"}, {"error_code", result.error_code}})
      .add();
  if (ok) {
    env_.metrics
        .histogram("sms_message_segments", "segments of a message", {1, 2, 3, 4, 5, 6, 8, 10},
                   {{"direction", "outbound"}})
        .observe(segments);
  }
  health_[&carrier].came_back(result, reached, env_.clock.monotonic_ms());
  if (result.outcome == carrier::Outcome::busy && result.error_class == ErrorClass::sender) {
    env_.log.error("carrier_account_trouble",
                   {{"carrier", carrier.name()}, {"code", result.error_code}, {"problem", result.error_text}});
  }
}

// 0 when any carrier takes a request now.
int64_t Dispatcher::carriers_wait_ms(int64_t monotonic_ms) const {
  if (carriers_.empty() || health_.size() < carriers_.size()) return 0;
  int64_t wait = kIdleWaitMs;
  for (const auto& [carrier, health] : health_) wait = std::min(wait, health.wait_ms(monotonic_ms));
  return wait;
}

}  // namespace tidings::dispatch
