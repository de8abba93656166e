#include "flow/watch/canary.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "sms/segments.h"
#include "store/events.h"
#include "store/ledger.h"
#include "store/workspaces.h"

namespace tidings::watch {
namespace {

namespace canaries = store::canaries;
using canaries::Verdict;
using store::Session;

std::string key_of(const canaries::Canary& canary) { return fmt::format("canary:{}:{}", canary.from, canary.to); }

// The first word of the carrier by webhook; what reconciliation found is none.
Instant first_receipt(Session& s, MessageId message) {
  for (const auto& receipt : store::events::receipts_of(s, message)) {
    const bool passed_on = receipt.state == DeliveryState::sent || receipt.state == DeliveryState::delivered;
    if (passed_on) return receipt.at;
  }
  return {};
}

std::string what_is_missing(const canaries::Canary& canary) {
  if (canary.inbound_at.ms == 0 && canary.receipt_at.ms == 0) return "neither the message nor a receipt came back";
  return canary.inbound_at.ms == 0 ? "the message did not come in" : "no receipt came";
}

}  // namespace

Result<> CanaryOptions::validate() const {
  if (every_ms < kMinuteMs || every_ms > 7 * kDayMs)
    return fail(ErrorCode::invalid_argument, "must be 1 to 10080 minutes", "canary.every_min");
  if (deadline_ms < 1000 || deadline_ms >= every_ms)
    return fail(ErrorCode::invalid_argument, "must be at least 1 second, and less than every_min", "canary.deadline_s");
  return {};
}

Canary::Canary(Env env, store::Database& database, CanaryOptions options, std::function<void()> hurry)
    : env_(env),
      database_(database),
      options_(std::move(options)),
      hurry_(std::move(hurry)),
      random_(env.random.next()),
      incidents_(env),
      back_after_s_(env.metrics.histogram("canary_back_after_seconds", "from a canary's hand-over to its coming in",
                                          {0.5, 1, 2, 5, 10, 30, 60, 120})) {}

Result<int64_t> Canary::tick() {
  if (options_.pairs.empty() || options_.test_mode) return limits::kCanaryLookMs;
  const Instant now = env_.clock.now();
  bool work = false;
  TRY(database_.read([&](Session& s) -> Result<> {
    for (const auto& pair : options_.pairs) work = work || due(s, pair, now);
    for (auto& canary : canaries::open(s, limits::kCanariesOpen)) work = look(s, canary, now) || work;
    return {};
  }));
  if (!work) return limits::kCanaryLookMs;
  std::vector<canaries::Canary> ended;
  TRY(database_.write([&](Session& s) -> Result<> {
    ended.clear();
    for (auto& canary : canaries::open(s, limits::kCanariesOpen)) {
      if (!look(s, canary, now)) continue;
      canaries::move(s, canary);
      if (canary.verdict == Verdict::running) continue;
      conclude(s, canary, now);
      ended.push_back(canary);
    }
    for (const auto& pair : options_.pairs) {
      if (due(s, pair, now)) begin(s, pair, now);
    }
    return {};
  }));
  for (const auto& canary : ended) count(canary);
  return limits::kCanaryLookMs;
}

bool Canary::due(Session& s, const CanaryPair& pair, Instant now) const {
  const auto last = canaries::newest(s, pair.from, pair.to);
  // A clock that went back must not silence it.
  return !last || now - last->planned_at >= options_.every_ms || last->planned_at > now;
}

// Asked again here, not only at the configuration: nobody else's number, ever.
void Canary::begin(Session& s, const CanaryPair& pair, Instant now) {
  const auto sender = store::workspaces::sender_by_address(s, pair.from);
  if (!sender || !sender->active || !store::workspaces::sender_by_address(s, pair.to) || pair.from == pair.to) return;
  const auto workspace = store::workspaces::by_id(s, sender->workspace);
  if (!workspace || !workspace->test_recipient.empty()) return;
  const auto token = fmt::format("{:016x}", random_.next());
  const auto text = canaries::text_of(token);
  store::Ledger ledger(s, now);
  const auto message = ledger.plan({.workspace = sender->workspace,
                                    .kind = MessageKind::check,
                                    .purpose = Purpose::informational,
                                    .phone = pair.to,
                                    .body = text,
                                    .segments = sms::count_segments(text).segments,
                                    .not_before = now,
                                    .not_after = now + limits::kCanaryWaitMs,
                                    .sender = sender->id,
                                    .created_by = "canary"});
  ledger.close();
  if (!message) return;
  const canaries::Canary canary{.carrier = sender->carrier,
                                .from = pair.from,
                                .to = pair.to,
                                .token = token,
                                .message = *message,
                                .planned_at = now};
  canaries::add(s, canary);
  // A counter that begins with its first miss has not risen for who watches it.
  for (const auto verdict : {Verdict::good, Verdict::missed, Verdict::not_sent}) counter(canary, verdict);
  canaries::forget(s, pair.from, pair.to, now - limits::kCanaryKeptMs);
  hurry_();
}

bool Canary::look(Session& s, canaries::Canary& canary, Instant now) const {
  const auto row = store::ledger::by_id(s, canary.message);
  bool changed = false;
  const auto note = [&](Instant& at, Instant is) {
    if (at.ms != 0 || is.ms == 0) return;
    at = is;
    changed = true;
  };
  if (row) note(canary.handed_at, row->handed_at);
  if (row) note(canary.receipt_at, first_receipt(s, canary.message));
  const auto end = [&](Verdict verdict, std::string problem) {
    canary.verdict = verdict;
    canary.problem = std::move(problem);
    canary.ended_at = now;
    changed = true;
  };
  if (!row) {
    end(Verdict::not_sent, "its message is gone");
  } else if (canary.inbound_at.ms != 0 && canary.receipt_at.ms != 0) {
    // Before its deadline, both; it may be looked at later than that.
    const Instant last = std::max(canary.inbound_at, canary.receipt_at);
    const bool in_time = last - canary.handed_at <= options_.deadline_ms;
    end(in_time ? Verdict::good : Verdict::missed, in_time ? "" : "it came back too late");
  } else if (is_final(row->state) && !counts_as_sent(row->state)) {
    end(Verdict::not_sent, fmt::format("{}: {}", to_string(row->state), words(row->reason)));
  } else if (canary.handed_at.ms == 0) {
    if (now - canary.planned_at > limits::kCanaryWaitMs)
      end(Verdict::not_sent, fmt::format("it still waits: {}", words(row->reason)));
  } else if (now - canary.handed_at > options_.deadline_ms) {
    auto problem = what_is_missing(canary);
    if (!row->error_code.empty()) problem += fmt::format(" (the carrier says {})", row->error_code);
    end(Verdict::missed, std::move(problem));
  }
  return changed;
}

void Canary::conclude(Session& s, const canaries::Canary& canary, Instant now) {
  if (canary.verdict == Verdict::good) {
    incidents_.resolve(s, key_of(canary), fmt::format("canary {} came back", canary.id.value), now);
    return;
  }
  incidents_.open(
      s, key_of(canary), Severity::critical,
      fmt::format("The test message through carrier '{}' from {} to {} {}: {}. Until it comes back, replies "
                  "and opt-outs may be lost; `tidings canary` shows the last ones.",
                  canary.carrier, canary.from, canary.to,
                  canary.verdict == Verdict::missed ? "did not come back" : "could not be sent", canary.problem),
      now);
}

Counter& Canary::counter(const canaries::Canary& canary, Verdict verdict) const {
  return env_.metrics.counter("canary_total", "test messages to numbers of our own, by what became of them",
                              {{"carrier", canary.carrier},
                               {"from", canary.from},
                               {"to", canary.to},
                               {"verdict", std::string(canaries::to_string(verdict))}});
}

void Canary::count(const canaries::Canary& canary) {
  counter(canary, canary.verdict).add();
  if (canary.verdict == Verdict::good) {
    env_.metrics
        .gauge("canary_last_good_seconds", "when one last came back, Unix time",
               {{"carrier", canary.carrier}, {"from", canary.from}, {"to", canary.to}})
        .set(static_cast<double>(canary.ended_at.ms) / 1000);
    back_after_s_.observe(static_cast<double>(canary.inbound_at - canary.handed_at) / 1000);
  }
  env_.log.info("canary_ended", {{"canary", canary.id.value},
                                 {"carrier", canary.carrier},
                                 {"verdict", canaries::to_string(canary.verdict)},
                                 {"problem", canary.problem}});
}

bool Canary::take(Session& s, const carrier::WebhookEvent& event, Instant now) {
  if (event.type != carrier::EventType::inbound_message) return false;
  const auto canary = canaries::of_text(s, event.text);
  if (!canary || canary->to != event.to) return false;
  // Told by the carrier's list it did not come by itself, which is what it was sent for.
  if (!event.found) canaries::came_in(s, canary->id, event.received_at.ms != 0 ? event.received_at : now);
  return true;
}

}  // namespace tidings::watch
