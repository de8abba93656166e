#include "flow/watch/reconciler.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"

namespace tidings::watch {
namespace {

namespace reconciliations = store::reconciliations;
using carrier::FoundMessage;
using reconciliations::Kind;
using reconciliations::State;
using store::Session;

// Asking the same again cannot end otherwise.
bool is_hopeless(const Error& error) {
  return error.code == ErrorCode::unauthenticated || error.code == ErrorCode::forbidden ||
         error.code == ErrorCode::invalid_argument || error.code == ErrorCode::not_found ||
         error.code == ErrorCode::internal;
}

}  // namespace

Reconciler::Reconciler(Env env, store::Database& database, HttpRunner& runner,
                       const std::vector<const carrier::Carrier*>& carriers, Sink sink, ReconcilerOptions options)
    : env_(env),
      database_(database),
      runner_(runner),
      options_(options),
      comparison_(env, std::move(sink)),
      clock_check_(env, database),
      incidents_(env),
      started_at_(env.clock.now()),
      mailbox_(std::make_shared<Mailbox<Arrival>>()) {
  for (const auto* carrier : carriers) {
    if (!carrier->build_list({}, {})) continue;
    Lane lane;
    lane.name = carrier->name();
    lane.carrier = carrier;
    const auto runs = [&](const char* outcome) {
      return &env_.metrics.counter("reconciliation_runs_total", "reconciliations by how they ended",
                                   {{"carrier", lane.name}, {"outcome", outcome}});
    };
    const auto gaps = [&](const char* missing) {
      return &env_.metrics.counter("reconciliation_gaps_total", "what a carrier's own log had and we had not",
                                   {{"carrier", lane.name}, {"missing", missing}});
    };
    lane.metrics.done = runs("done");
    lane.metrics.failed = runs("failed");
    lane.metrics.receipts = gaps("receipt");
    lane.metrics.inbound = gaps("inbound");
    lane.metrics.not_ours = gaps("not_ours");
    lane.metrics.requests =
        &env_.metrics.counter("reconciliation_requests_total", "pages and media asked for", {{"carrier", lane.name}});
    for (const auto kind : {Kind::light, Kind::full, Kind::asked}) {
      lane.metrics.last[kind] =
          &env_.metrics.gauge("reconciliation_last_success_seconds", "when one last came to its end, Unix time",
                              {{"carrier", lane.name}, {"kind", std::string(reconciliations::to_string(kind))}});
    }
    lanes_.push_back(std::move(lane));
  }
}

Reconciler::~Reconciler() { mailbox_->on_put(nullptr); }

std::vector<std::string> Reconciler::carriers() const {
  std::vector<std::string> out;
  for (const auto& lane : lanes_) out.push_back(lane.name);
  return out;
}

Result<int64_t> Reconciler::tick() {
  for (auto& arrival : mailbox_->take()) unread_.push_back(std::move(arrival));
  while (!unread_.empty()) {
    const Arrival arrival = std::move(unread_.front());
    unread_.pop_front();
    auto& lane = lanes_[arrival.lane];
    lane.in_flight = false;
    if (options_.check_clock) TRY(clock_check_.heard(lane.name, arrival.result, env_.clock.now()));
    TRY(lane.asks_media ? read_media(lane, arrival.result) : read(lane, arrival.result));
  }
  int64_t wait = limits::kReconcileLookMs;
  for (size_t at = 0; at < lanes_.size(); ++at) wait = std::min(wait, TRY(step(at)));
  return wait;
}

Result<int64_t> Reconciler::step(size_t at) {
  auto& lane = lanes_[at];
  if (lane.in_flight) return limits::kReconcileLookMs;
  if (lane.page && !lane.page->looked) TRY(look_for_media(lane));
  if (lane.page && lane.page->media_wanted.empty()) {
    TRY(store_page(lane));
    return 0;
  }
  const int64_t left = lane.next_ms - env_.clock.monotonic_ms();
  if (left > 0) return left;
  if (lane.page) {
    const auto& message = lane.page->messages[lane.page->media_wanted.back()];
    if (auto request = lane.carrier->build_media(message.provider_id)) {
      lane.asks_media = true;
      send(at, std::move(*request));
    } else {
      lane.page->media_wanted.clear();
    }
    return limits::kReconcileLookMs;
  }
  if (!TRY(next_run(lane))) return limits::kReconcileLookMs;
  ask_page(at);
  return limits::kReconcileLookMs;
}

// ---- which run

// The one that runs; else one that somebody waits for; else the one that is due.
Result<bool> Reconciler::next_run(Lane& lane) {
  const Instant now = env_.clock.now();
  started_at_ = std::min(started_at_, now);  // by a clock that was set back since
  lane.run.reset();
  bool begin = false;
  TRY(database_.read([&](Session& s) -> Result<> {
    lane.run = reconciliations::open(s, lane.name, State::running);
    begin = !lane.run && (reconciliations::open(s, lane.name, State::waiting) || due(s, lane, now));
    return {};
  }));
  if (!begin) return lane.run.has_value();
  TRY(database_.write([&](Session& s) -> Result<> {
    lane.run = reconciliations::open(s, lane.name, State::running);
    if (lane.run) return {};
    if (auto asked = reconciliations::open(s, lane.name, State::waiting)) {
      asked->state = State::running;
      const Instant latest = now - options_.grace_ms;
      if (asked->until.ms == 0 || asked->until > latest) asked->until = latest;
      asked->reached = asked->until;
      if (!reconciliations::move(s, *asked, asked->pages)) return {};
      lane.run = std::move(asked);
      return {};
    }
    if (auto next = due(s, lane, now)) {
      if (const auto id = reconciliations::add(s, *next)) lane.run = reconciliations::by_id(s, *id);
    }
    return {};
  }));
  if (lane.run) {
    lane.began_anew = false;
    env_.log.info(
        "reconciliation_begun",
        {{"run", lane.run->id.value}, {"carrier", lane.name}, {"kind", reconciliations::to_string(lane.run->kind)}});
  }
  return lane.run.has_value();
}

std::optional<Run> Reconciler::due(Session& s, const Lane& lane, Instant now) const {
  if (!options_.on) return std::nullopt;
  Run run{.carrier = lane.name, .state = State::running, .until = now - options_.grace_ms, .asked_by = "clock"};
  run.created_at = now;
  const auto full = reconciliations::newest(s, lane.name, Kind::full, now);
  const auto light = reconciliations::newest(s, lane.name, Kind::light, now);
  Instant daily{now.ms / kDayMs * kDayMs + options_.full_hour * kHourMs};
  if (daily > now) daily = daily - kDayMs;
  if (daily > (full ? full->created_at : started_at_)) {
    run.kind = Kind::full;
    run.from = run.until - options_.full_window_ms;
    return run;
  }
  if (now - (light ? light->created_at : started_at_) < options_.light_every_ms) return std::nullopt;
  run.kind = Kind::light;
  run.from = run.until - options_.light_window_ms;
  // Since the last one that came to its end, if that is longer: we may have been away.
  const Instant furthest = run.until - options_.full_window_ms;
  if (light && light->state == State::done && light->until < run.from) run.from = std::max(light->until, furthest);
  if (light && light->state == State::failed) run.from = furthest;  // nobody knows since when
  return run;
}

Result<std::vector<Run>> Reconciler::ask(Session& s, const Asked& asked, Instant now) const {
  const auto wrong = [](const char* where, const char* what) { return fail(ErrorCode::invalid_argument, what, where); };
  const Instant from = asked.from.ms == 0 ? now - options_.full_window_ms : asked.from;
  if (from >= (asked.until.ms == 0 ? now : asked.until)) return wrong("since", "must be before the end");
  if (asked.until > now) return wrong("until", "must not be in the future");
  if (now - from > limits::kReconcileMostMs) return wrong("since", "must not be further back than 400 days");
  std::vector<Run> out;
  for (const auto& lane : lanes_) {
    if (!asked.carrier.empty() && lane.name != asked.carrier) continue;
    Run run{.carrier = lane.name, .kind = Kind::asked, .state = State::waiting, .from = from, .until = asked.until};
    run.asked_by = asked.by;
    run.created_at = now;
    const auto id = reconciliations::add(s, run);
    if (!id) {
      const auto waiting = reconciliations::open(s, lane.name, State::waiting);
      return fail(
          ErrorCode::conflict,
          fmt::format("reconciliation {} of carrier '{}' waits already", waiting ? waiting->id.value : 0, lane.name),
          "carrier", "look at it with `tidings reconcile list`");
    }
    out.push_back(*reconciliations::by_id(s, *id));
  }
  if (out.empty()) {
    if (asked.carrier.empty())
      return fail(ErrorCode::not_yet, "no carrier of this deployment can be asked for its list", "carrier");
    return fail(ErrorCode::not_found, fmt::format("there is no carrier '{}' that can be asked", asked.carrier),
                "carrier", fmt::format("those that can: {}", fmt::join(carriers(), ", ")));
  }
  return out;
}

// ---- asking

void Reconciler::ask_page(size_t at) {
  auto& lane = lanes_[at];
  auto request = lane.carrier->build_list({lane.run->from, lane.run->until}, lane.run->cursor);
  if (!request) {
    lane.run.reset();
    return;
  }
  lane.asks_media = false;
  send(at, std::move(*request));
}

void Reconciler::send(size_t at, HttpRequest request) {
  auto& lane = lanes_[at];
  lane.in_flight = true;
  lane.next_ms = env_.clock.monotonic_ms() + static_cast<int64_t>(1000 / options_.requests_per_s);
  lane.metrics.requests->add();
  request.timeout_ms = limits::kSendTimeoutMs;
  runner_.send(std::move(request),
               [mailbox = mailbox_, at](HttpResult result) { mailbox->put({at, std::move(result)}); });
}

Result<> Reconciler::read(Lane& lane, const HttpResult& result) {
  if (!lane.run) return {};
  auto page = lane.carrier->read_list(result);
  if (!page) return trouble(lane, page.error());
  lane.failures = 0;
  lane.page = Page{.run = lane.run->id,
                   .pages = lane.run->pages,
                   .messages = std::move(page->messages),
                   .next_url = std::move(page->next_url)};
  return {};
}

Result<> Reconciler::look_for_media(Lane& lane) {
  auto& page = *lane.page;
  TRY(database_.read([&](Session& s) -> Result<> {
    page.media_wanted.clear();
    for (size_t i = 0; i < page.messages.size(); ++i) {
      const auto& message = page.messages[i];
      if (message.media_apart > 0 && comparison_.wants(s, *lane.run, message)) page.media_wanted.push_back(i);
    }
    return {};
  }));
  page.looked = true;
  return {};
}

Result<> Reconciler::read_media(Lane& lane, const HttpResult& result) {
  if (!lane.page || lane.page->media_wanted.empty()) return {};
  auto& page = *lane.page;
  auto media = lane.carrier->read_media(result);
  // What was written counts more than its pictures: they are not waited for long.
  if (!media && ++page.tries < limits::kReconcileTries) {
    lane.next_ms = env_.clock.monotonic_ms() + (limits::kReconcileBackOffMs << page.tries);
    return {};
  }
  if (media) page.messages[page.media_wanted.back()].media = std::move(*media);
  page.media_wanted.pop_back();
  page.tries = 0;
  return {};
}

// ---- applying

Result<> Reconciler::store_page(Lane& lane) {
  const auto& page = *lane.page;
  const Instant now = env_.clock.now();
  std::optional<Run> before, after;
  const auto written = database_.write([&](Session& s) -> Result<> {
    before = reconciliations::by_id(s, page.run);
    after.reset();
    if (!before || before->ended_at.ms != 0 || before->pages != page.pages) return {};  // another node was here
    Run run = *before;
    // In the order it happened: of a STOP and a START on one page the later one is the person's last word.
    for (auto at = page.messages.rbegin(); at != page.messages.rend(); ++at) {
      comparison_.take(s, run, *at, now, page.tries >= limits::kReconcileTries);
    }
    bool older = !page.messages.empty();
    for (const auto& message : page.messages) {
      older = older && message.created_at < run.from - limits::kReconcileMargin;
      run.reached = std::max(std::min(run.reached, message.created_at), run.from);
    }
    ++run.pages;
    run.cursor = page.next_url;
    run.problem.clear();
    if (page.next_url.empty() || older) {
      run.state = State::done;
      run.ended_at = now;
      run.cursor.clear();
      conclude(s, run, now);
    } else if (run.pages >= limits::kReconcilePages) {
      run.state = State::failed;
      run.ended_at = now;
      run.problem = "the carrier's list has no end";
    }
    if (!reconciliations::move(s, run, page.pages))
      return fail(ErrorCode::unavailable, "another node has read this page");
    after = std::move(run);
    return {};
  });
  if (!written) {
    if (is_stores_own(written.error())) return written;
    env_.log.error("reconciliation_page_failed", {{"carrier", lane.name}, {"problem", written.error().describe()}});
    ++lane.page->tries;  // at last without applying anything: the journal does that, each alone
    if (lane.page->tries > limits::kReconcileTries) return end_failed(lane, written.error());
    return {};
  }
  lane.page.reset();
  lane.run.reset();
  if (!after) return {};
  lane.metrics.receipts->add(static_cast<double>(after->receipts_missing - before->receipts_missing));
  lane.metrics.inbound->add(static_cast<double>(after->inbound_missing - before->inbound_missing));
  lane.metrics.not_ours->add(static_cast<double>(after->not_ours - before->not_ours));
  if (after->state == State::running) return {};
  (after->state == State::done ? lane.metrics.done : lane.metrics.failed)->add();
  if (after->state == State::done) lane.metrics.last.at(after->kind)->set(static_cast<double>(now.ms) / 1000);
  env_.log.info("reconciliation_ended", {{"run", after->id.value},
                                         {"carrier", lane.name},
                                         {"state", reconciliations::to_string(after->state)},
                                         {"compared", after->outbound + after->inbound},
                                         {"receipts_missing", after->receipts_missing},
                                         {"inbound_missing", after->inbound_missing},
                                         {"not_ours", after->not_ours}});
  return {};
}

void Reconciler::conclude(Session& s, const Run& run, Instant now) {
  reconciliations::forget_quiet(s, run.carrier, now - limits::kReconcileQuietMs);
  incidents_.resolve(s, "reconciliation.failed:" + run.carrier, "the carrier's list was read to its end", now);
  const auto key = "reconciliation.gaps:" + run.carrier;
  const int64_t missing = run.receipts_missing + run.inbound_missing;
  const auto compared = static_cast<double>(run.outbound + run.inbound - run.not_ours);
  if (missing >= options_.incident_least && static_cast<double>(missing) > options_.incident_share * compared) {
    incidents_.open(
        s, key, run.inbound_missing > 0 ? Severity::critical : Severity::error,
        fmt::format("Webhooks of carrier '{}' are lost: of {:.0f} messages {} receipts and {} inbound messages had "
                    "to be fetched (reconciliation {}). Check the webhook addresses at the carrier and the way "
                    "from there to this server.",
                    run.carrier, compared, run.receipts_missing, run.inbound_missing, run.id.value),
        now);
  } else if (missing == 0) {
    incidents_.resolve(s, key, fmt::format("reconciliation {} found nothing missing", run.id.value), now);
  }
}

// ---- trouble

Result<> Reconciler::trouble(Lane& lane, const Error& error) {
  const int64_t now_ms = env_.clock.monotonic_ms();
  if (lane.failures == 0) lane.failing_since_ms = now_ms;
  ++lane.failures;
  if (began_anew(lane, error)) return {};
  const bool unreadable = error.code == ErrorCode::corrupt && lane.failures >= limits::kReconcileTries;
  if (is_hopeless(error) || unreadable || now_ms - lane.failing_since_ms >= limits::kReconcileGiveUpMs)
    return end_failed(lane, error);
  constexpr int kDoublings = 9;
  lane.next_ms = now_ms + std::min(limits::kReconcileBackOffMs << std::min(lane.failures, kDoublings),
                                   limits::kReconcileBackOffMostMs);
  env_.log.warn("reconciliation_trouble", {{"run", lane.run->id.value},
                                           {"carrier", lane.name},
                                           {"problem", error.describe()},
                                           {"again_in_ms", lane.next_ms - now_ms}});
  auto run = *lane.run;
  run.problem = error.describe();
  return database_.write([&](Session& s) -> Result<> {
    reconciliations::move(s, run, run.pages);
    return {};
  });
}

// A place in the list that the carrier does not know any more: from its beginning again, once. That changes nothing
// that was applied; what was only counted is counted anew.
bool Reconciler::began_anew(Lane& lane, const Error& error) {
  const bool lost = error.code == ErrorCode::invalid_argument || error.code == ErrorCode::not_found;
  if (!lost || lane.run->cursor.empty() || lane.began_anew) return false;
  lane.began_anew = true;
  auto run = *lane.run;
  run.cursor.clear();
  run.reached = run.until;
  run.outbound = run.inbound = run.not_ours = 0;
  ++run.pages;
  run.problem = "begun again: " + error.describe();
  const auto moved = database_.write([&](Session& s) -> Result<> {
    reconciliations::move(s, run, run.pages - 1);
    return {};
  });
  return moved.has_value();
}

Result<> Reconciler::end_failed(Lane& lane, const Error& error) {
  const Instant now = env_.clock.now();
  auto run = *lane.run;
  run.state = State::failed;
  run.problem = error.describe();
  run.ended_at = now;
  TRY(database_.write([&](Session& s) -> Result<> {
    if (!reconciliations::move(s, run, run.pages)) return {};
    incidents_.open(
        s, "reconciliation.failed:" + run.carrier, Severity::warning,
        fmt::format("The list of carrier '{}' cannot be read, so lost webhooks stay lost (reconciliation {}): {}",
                    run.carrier, run.id.value, run.problem),
        now);
    return {};
  }));
  lane.metrics.failed->add();
  env_.log.error("reconciliation_failed", {{"run", run.id.value}, {"carrier", lane.name}, {"problem", run.problem}});
  lane.page.reset();
  lane.run.reset();
  lane.failures = 0;
  return {};
}

}  // namespace tidings::watch
