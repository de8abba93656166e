#include "flow/campaign/planner.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "flow/campaign/calls_after_texts.h"
#include "flow/campaign/lifecycle.h"
#include "store/campaigns.h"
#include "store/contacts.h"
#include "store/halts.h"
#include "store/ledger.h"

namespace tidings::flow {
namespace {

constexpr std::string_view kActor = "system";
constexpr std::string_view kWaiting = "waiting";
constexpr size_t kSweptCampaigns = 16;   // stopped ones looked at in one tick
constexpr int64_t kQueuedLookedAt = 64;  // one that cannot run does not keep those behind it waiting
constexpr size_t kLookAgainChunk = 2'000;

using store::Session;
namespace campaigns = store::campaigns;
namespace ledger = store::ledger;

void record(Session& s, CampaignId id, Instant now, std::string_view event, std::string detail) {
  campaigns::record(s, id, {now, std::string(kActor), std::string(event), std::move(detail)});
}

// A person who starts a scheduled campaign early wants it now; otherwise nothing leaves before starts_at, also when the
// clock was set back since.
Instant not_before(const Campaign& c, Instant now) {
  const bool early = c.started_at < c.starts_at;
  return early ? now : std::max(now, c.starts_at);
}

// The campaign's own latest time may be edited, so it does not stand on its messages.
Instant expires_at(const Campaign& c, Instant due) {
  return c.expire_after_ms > 0 ? due + c.expire_after_ms : Instant{};
}

// While a text may still have to be followed by a call, nothing is over.
bool ends_now(Session& s, const Campaign& c, std::span<const ledger::StateCount> counts, Instant now) {
  const auto to = ends_by_itself(c, counts, now);
  return to &&
         (*to != CampaignStatus::completed || c.type != CampaignType::hybrid || !ledger::any_call_to_come(s, c.id));
}

std::string missed_detail(const Campaign& c) {
  return fmt::format("it was to start at {}, but could not before its latest time, {}; nothing was sent",
                     format_utc(c.starts_at), format_utc(c.not_after));
}

std::string end_detail(const Campaign& c, std::span<const ledger::StateCount> counts) {
  using S = MessageState;
  const auto unsent = count_in(counts, {S::planned, S::claimed, S::expired});
  int64_t sent = 0;
  for (const auto& count : counts) sent += counts_as_sent(count.state) ? count.n : 0;
  std::string out = fmt::format("{} sent", sent);
  if (unsent > 0) out += fmt::format(", {} not in time", unsent);
  if (!c.planned) out += "; the audience was not looked through to its end";
  return out;
}

}  // namespace

struct Planner::Work {
  std::vector<CampaignId> due, next, running, unplanned, ended, held, calling;
  bool expiring = false;
};

Result<> PlannerOptions::validate() const {
  if (chunk == 0 || sweep == 0) {
    return fail(ErrorCode::invalid_argument, "the planner's chunk and sweep must be at least 1", "planner");
  }
  return pools.validate();
}

Planner::Planner(Env env, store::Database& database, PlannerOptions options)
    : env_(env),
      database_(database),
      options_(options),
      started_ms_(env.clock.monotonic_ms()),
      planned_(env.metrics.counter("campaign_messages_planned_total", "messages planned from audiences")),
      calls_planned_(env.metrics.counter("campaign_calls_after_texts_total",
                                         "calls of hybrid campaigns for texts that did not arrive")) {
  check(options_.validate().has_value(), "the options of the planner are valid");
  for (const auto type : kCampaignPools) {
    const MetricLabels of{{"type", std::string(to_string(type))}};
    gauges_.push_back({&env.metrics.gauge("campaigns_active", "campaigns active now", of),
                       &env.metrics.gauge("campaigns_queued", "campaigns that wait for a place in their pool", of)});
    env.metrics.gauge("campaigns_active_limit", "campaigns that may be active at once", of)
        .set(options_.pools.of(type));
  }
}

size_t Planner::tick() {
  size_t done = 0;
  const auto add = [&](Result<size_t> result) {
    if (result) {
      done += *result;
    } else {
      env_.log.error("planner_failed", {{"problem", result.error().describe()}});
    }
  };
  const auto work = look();
  if (!work) {
    add(std::unexpected(work.error()));
    return done;
  }
  for (const auto id : work->due) add(start_due(id));
  for (const auto id : work->running) add(end_if_done(id));
  for (const auto id : work->next) add(start_next(id));
  for (const auto id : work->held) add(look_again(id));
  for (const auto id : work->unplanned) add(plan_chunk(id));
  for (const auto id : work->calling) add(plan_calls(id));
  for (const auto id : work->ended) add(sweep_ended(id));
  if (work->expiring) add(expire());
  return done;
}

Result<Planner::Work> Planner::look() {
  return store::read_value<Work>(database_, [&](Session& s) -> Result<Work> {
    const Instant now = env_.clock.now();
    Work out;
    auto scheduled = campaigns::in_status(s, CampaignStatus::scheduled);
    // who waits longest takes the next free place
    std::ranges::sort(scheduled, {}, [](const Campaign& c) { return std::pair(c.starts_at, c.id); });
    for (const auto& c : scheduled) {
      if (c.starts_at <= now) out.due.push_back(c.id);
    }
    const auto active = campaigns::in_status(s, CampaignStatus::active);
    for (const auto& c : active) {
      if (!c.planned) out.unplanned.push_back(c.id);
      if (ends_now(s, c, ledger::counts(s, c.id), now)) out.running.push_back(c.id);
      if (c.type == CampaignType::hybrid && !ledger::calls_to_look_at(s, c.id, now, 1).empty())
        out.calling.push_back(c.id);
    }
    for (const auto status : {CampaignStatus::paused, CampaignStatus::queued}) {
      for (const auto& c : campaigns::in_status(s, status)) {
        if (ends_now(s, c, ledger::counts(s, c.id), now)) out.running.push_back(c.id);
      }
    }
    for (const auto& pool : pool_uses(s, options_.pools)) {
      const auto& gauges = gauges_[static_cast<size_t>(pool.type)];
      gauges.active->set(static_cast<double>(pool.active));
      gauges.queued->set(static_cast<double>(pool.queued));
      if (pool.queued == 0 || !pool.has_place()) continue;
      for (const auto& c : campaigns::queued(s, pool.type, kQueuedLookedAt)) out.next.push_back(c.id);
    }
    out.held = campaigns::to_look_again(s, kSweptCampaigns);
    for (const auto& c : campaigns::to_sweep(s, kSweptCampaigns)) out.ended.push_back(c.id);
    out.expiring = !ledger::expiring(s, now, 1).empty();
    if (store::halts::clock_doubted(s)) {  // what is due by it, or too late, may be neither
      out.due.clear();
      out.unplanned.clear();
      out.calling.clear();
      out.running.clear();
      out.expiring = false;
    }
    return out;
  });
}

Result<size_t> Planner::start_due(CampaignId id) {
  bool started = false;
  auto done = store::write_value<size_t>(database_, [&](Session& s) -> Result<size_t> {
    const Instant now = env_.clock.now();
    const auto c = campaigns::by_id(s, id);
    if (!c || c->status != CampaignStatus::scheduled || c->starts_at > now) return 0;
    if (c->not_after.ms != 0 && now >= c->not_after) {
      campaigns::set_status(s, id, c->status, CampaignStatus::expired, {}, now);
      record(s, id, now, to_string(CampaignStatus::expired), missed_detail(*c));
      return 1;
    }
    if (const auto may = may_run(s, *c, now); !may) {
      const auto history = campaigns::events(s, id);
      const bool told =
          !history.empty() && history.back().event == kWaiting && history.back().detail == may.error().what;
      if (told) return 0;
      record(s, id, now, kWaiting, may.error().what);
      return 1;
    }
    const auto pool = pool_use(s, c->type, options_.pools);
    if (pool.queued > 0 || !pool.has_place()) {
      campaigns::enqueue(s, id, c->status, c->starts_at);  // that is how long it has waited
      record(s, id, now, to_string(CampaignStatus::queued),
             fmt::format("scheduled for {}; {} of {} {} campaigns are active, {} wait before it",
                         format_utc(c->starts_at), pool.active, pool.limit, to_string(c->type), pool.queued));
      return 1;
    }
    campaigns::set_status(s, id, c->status, CampaignStatus::active, now, {});
    if (c->undo_ms > 0) campaigns::set_undo(s, id, now + c->undo_ms);
    record(s, id, now, event_of(CampaignAction::start), "scheduled for " + format_utc(c->starts_at));
    started = true;
    return 1;
  });
  if (done && started) env_.log.info("campaign_started", {{"campaign", id.value}, {"actor", kActor}});
  return done;
}

Result<size_t> Planner::start_next(CampaignId id) {
  bool started = false;
  auto done = store::write_value<size_t>(database_, [&](Session& s) -> Result<size_t> {
    const Instant now = env_.clock.now();
    const auto c = campaigns::by_id(s, id);
    if (!c || c->status != CampaignStatus::queued || !pool_use(s, c->type, options_.pools).has_place()) return 0;
    if (!may_run(s, *c, now)) return 0;  // its history says that it waits; others go first
    const bool first = c->started_at.ms == 0;
    campaigns::set_status(s, id, c->status, CampaignStatus::active, now, {});
    if (first && c->undo_ms > 0) campaigns::set_undo(s, id, now + c->undo_ms);
    if (!first) campaigns::look_again(s, id, true);
    record(s, id, now, event_of(first ? CampaignAction::start : CampaignAction::resume),
           "its turn, queued since " + format_utc(c->queued_at));
    started = true;
    return 1;
  });
  if (done && started) env_.log.info("campaign_started", {{"campaign", id.value}, {"actor", kActor}});
  return done;
}

Result<size_t> Planner::look_again(CampaignId id) {
  return store::write_value<size_t>(database_, [&](Session& s) -> Result<size_t> {
    const auto woken = ledger::wake_campaign(s, id, env_.clock.now(), kLookAgainChunk);
    if (woken < static_cast<int64_t>(kLookAgainChunk)) campaigns::look_again(s, id, false);
    return static_cast<size_t>(woken) + 1;
  });
}

Result<size_t> Planner::end_if_done(CampaignId id) {
  std::optional<CampaignStatus> ended;
  auto done = store::write_value<size_t>(database_, [&](Session& s) -> Result<size_t> {
    const Instant now = env_.clock.now();
    const auto c = campaigns::by_id(s, id);
    if (!c) return 0;
    const auto counts = ledger::counts(s, id);
    const auto to = ends_by_itself(*c, counts, now);
    if (!to || !ends_now(s, *c, counts, now)) return 0;
    campaigns::set_status(s, id, c->status, *to, {}, now);
    record(s, id, now, to_string(*to), end_detail(*c, counts));
    ended = to;
    return 1;
  });
  if (done && ended) env_.log.info("campaign_ended", {{"campaign", id.value}, {"status", to_string(*ended)}});
  return done;
}

Result<size_t> Planner::plan_chunk(CampaignId id) {
  int64_t added = 0;
  const bool hasty = haste_ != nullptr && haste_->in_force(env_.clock.monotonic_ms());
  const size_t chunk = hasty ? std::min(options_.chunk, limits::kHastyPlanChunk) : options_.chunk;
  auto looked_at = store::write_value<size_t>(database_, [&](Session& s) -> Result<size_t> {
    const Instant now = env_.clock.now();
    const auto c = campaigns::by_id(s, id);  // again: a person may have paused it since we looked
    if (!c || c->status != CampaignStatus::active || c->planned) return 0;
    if (c->not_after.ms != 0 && now >= c->not_after) return 0;
    const auto contacts = store::contacts::of_audience(s, c->workspace, c->audience, ContactId{c->plan_cursor},
                                                       static_cast<int64_t>(chunk));
    store::Ledger book(s, now);
    const Instant due = not_before(*c, now);
    std::vector<store::NewMessage> messages;
    messages.reserve(contacts.size());
    for (const auto& contact : contacts) {
      messages.push_back({.workspace = c->workspace,
                          .campaign = c->id,
                          .contact = contact.id,
                          .kind = MessageKind::campaign,
                          .purpose = c->purpose,
                          .phone = contact.phone,
                          .not_before = due,
                          .not_after = expires_at(*c, due),
                          .created_by = "campaign",
                          .channel = sends_texts(c->type) ? Channel::text : Channel::call});
    }
    added = book.plan_all(messages);
    const bool at_end = contacts.size() < chunk;
    const int64_t cursor = contacts.empty() ? c->plan_cursor : contacts.back().id.value;
    campaigns::plan_progress(s, id, cursor, at_end, added);
    if (at_end) record(s, id, now, "planned", fmt::format("{} recipients", c->planned_count + added));
    book.close();
    return contacts.size() + (at_end ? 1 : 0);
  });
  if (looked_at) planned_.add(static_cast<double>(added));
  return looked_at;
}

Result<size_t> Planner::plan_calls(CampaignId id) {
  CallsPlanned found;
  auto looked_at = store::write_value<size_t>(database_, [&](Session& s) -> Result<size_t> {
    const auto c = campaigns::by_id(s, id);
    found = {};
    if (!c || c->status != CampaignStatus::active) return 0;
    const int64_t unheard_ms = started_ms_ + options_.silence_after_start_ms - env_.clock.monotonic_ms();
    const Instant now = env_.clock.now();
    found = plan_calls_after_texts(s, *c, now, unheard_ms > 0 ? now + unheard_ms : Instant{});
    return found.looked_at;
  });
  if (looked_at) calls_planned_.add(static_cast<double>(found.planned));
  return looked_at;
}

Result<size_t> Planner::sweep_ended(CampaignId id) {
  return store::write_value<size_t>(database_, [&](Session& s) -> Result<size_t> {
    const auto c = campaigns::by_id(s, id);
    if (!c || (c->status != CampaignStatus::stopped && c->status != CampaignStatus::expired)) return 0;
    const bool late = c->status == CampaignStatus::expired;
    store::Ledger book(s, env_.clock.now());
    size_t done = 0;
    for (auto& row : ledger::open_of_campaign(s, id, options_.sweep)) {
      done += late ? book.finish(row, MessageState::expired, Reason::not_after_passed)
                   : book.finish(row, MessageState::cancelled, Reason::campaign_stopped);
    }
    book.close();
    return done;
  });
}

Result<size_t> Planner::expire() {
  return store::write_value<size_t>(database_, [&](Session& s) -> Result<size_t> {
    const Instant now = env_.clock.now();
    store::Ledger book(s, now);
    size_t done = 0;
    for (auto& row : ledger::expiring(s, now, options_.sweep)) {
      done += book.finish(row, MessageState::expired, Reason::not_after_passed);
    }
    book.close();
    return done;
  });
}

}  // namespace tidings::flow
