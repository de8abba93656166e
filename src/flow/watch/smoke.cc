#include "flow/watch/smoke.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "sms/segments.h"
#include "store/contacts.h"
#include "store/ledger.h"
#include "store/workspaces.h"

namespace tidings::watch {
namespace {

using store::Session;

// What must be remembered between two of them: the one that is under way, and when the last was planned.
constexpr std::string_view kOpen = "smoke.message";
constexpr std::string_view kPlanned = "smoke.planned_at";

int64_t number(Session& s, std::string_view key) {
  const auto text = store::workspaces::setting(s, key);
  return text && !text->empty() ? std::stoll(*text) : 0;
}

std::optional<Sender> sender_of(Session& s, const std::string& from) {
  if (!from.empty()) {
    auto sender = store::workspaces::sender_by_address(s, from);
    return sender && sender->active ? sender : std::nullopt;
  }
  for (const auto& workspace : store::workspaces::all(s)) {
    for (auto& sender : store::workspaces::senders(s, workspace.id)) {
      if (sender.active) return std::move(sender);
    }
  }
  return std::nullopt;
}

}  // namespace

Result<> SmokeOptions::validate() const {
  if (hour < 0 || hour > 23) return fail(ErrorCode::invalid_argument, "must be an hour of UTC, 0 to 23", "smoke.hour");
  if (deadline_ms < 1000 || deadline_ms > 12 * kHourMs)
    return fail(ErrorCode::invalid_argument, "must be 1 second to 12 hours", "smoke.deadline_s");
  return {};
}

Smoke::Smoke(Env env, store::Database& database, SmokeOptions options, std::function<void()> hurry)
    : env_(env), database_(database), options_(std::move(options)), hurry_(std::move(hurry)), incidents_(env) {
  if (options_.to.empty()) return;
  // A counter that begins with its first failure has not risen for who watches it.
  for (const char* verdict : {"good", "failed", "late", "not_sent"})
    env_.metrics.counter("smoke_total", "nightly smoke messages by what became of them", {{"verdict", verdict}});
}

std::string Smoke::key() const { return "smoke:" + options_.to; }

Result<int64_t> Smoke::tick() {
  if (options_.to.empty()) return limits::kSmokeLookMs;
  const Instant now = env_.clock.now();
  bool work = false;
  TRY(database_.read([&](Session& s) -> Result<> {
    const MessageId open{number(s, kOpen)};
    work = open ? look(s, open, now).has_value() : due(s, now);
    return {};
  }));
  if (!work) return limits::kSmokeLookMs;
  std::optional<Verdict> ended;
  TRY(database_.write([&](Session& s) -> Result<> {
    ended.reset();
    if (const MessageId open{number(s, kOpen)}) {
      ended = look(s, open, now);
      if (ended) conclude(s, open, *ended, now);
    } else if (due(s, now)) {
      begin(s, now);
    }
    return {};
  }));
  if (ended) {
    env_.metrics.counter("smoke_total", "nightly smoke messages by what became of them", {{"verdict", ended->word}})
        .add();
    env_.log.info("smoke_ended", {{"verdict", ended->word}, {"problem", ended->problem}});
  }
  return limits::kSmokeLookMs;
}

// Once between one hour of the day and the next; what a clock that ran ahead has planned counts for nothing.
bool Smoke::due(Session& s, Instant now) const {
  Instant since{now.ms / kDayMs * kDayMs + options_.hour * kHourMs};
  if (since > now) since = since - kDayMs;
  const Instant last{number(s, kPlanned)};
  return last < since || last > now + kMinuteMs;
}

void Smoke::begin(Session& s, Instant now) {
  store::workspaces::put_setting(s, kPlanned, std::to_string(now.ms));
  const auto sender = sender_of(s, options_.from);
  if (!sender) {
    conclude(s, {}, {"not_sent", "there is no active sender for it"}, now);
    return;
  }
  auto contact = store::contacts::by_phone(s, sender->workspace, options_.to);
  if (!contact) {
    contact = Contact{.workspace = sender->workspace, .phone = options_.to};
    if (const auto id = store::contacts::insert(s, *contact, now)) contact->id = *id;
  }
  const auto text =
      fmt::format("Tidings smoke test of {}: sending works. No answer is needed.", format_utc(now).substr(0, 10));
  store::Ledger ledger(s, now);
  const auto message = ledger.plan({.workspace = sender->workspace,
                                    .contact = contact->id,
                                    .kind = MessageKind::single,
                                    .purpose = Purpose::informational,
                                    .phone = options_.to,
                                    .body = text,
                                    .segments = sms::count_segments(text).segments,
                                    .not_before = now,
                                    .not_after = now + options_.hold_most_ms,
                                    .sender = sender->id,
                                    .created_by = "smoke"});
  ledger.close();
  if (!message) return;
  store::workspaces::put_setting(s, kOpen, std::to_string(message->value));
  hurry_();
}

std::optional<Smoke::Verdict> Smoke::look(Session& s, MessageId id, Instant now) const {
  const auto row = store::ledger::by_id(s, id);
  if (!row) return Verdict{"not_sent", "its message is gone"};
  const auto told = [&](const char* word) {
    auto problem = fmt::format("{}: {}", to_string(row->state), words(row->reason));
    if (!row->error_code.empty()) problem += fmt::format(" (the carrier says {} {})", row->error_code, row->error_text);
    return Verdict{word, std::move(problem)};
  };
  if (row->state == MessageState::delivered) {
    const int64_t took = row->ended_at - row->handed_at;
    if (took <= options_.deadline_ms) return Verdict{"good", {}};
    return Verdict{"late", fmt::format("its receipt came after {} seconds", took / kSecondMs)};
  }
  if (is_final(row->state)) return told(counts_as_sent(row->state) ? "failed" : "not_sent");
  if (row->handed_at.ms != 0 && now - row->handed_at > options_.deadline_ms) return told("late");
  if (row->handed_at.ms == 0 && now - row->created_at > options_.hold_most_ms) return told("not_sent");
  return std::nullopt;
}

void Smoke::conclude(Session& s, MessageId message, const Verdict& verdict, Instant now) {
  store::workspaces::put_setting(s, kOpen, "");
  if (verdict.word == "good") {
    incidents_.resolve(s, key(), fmt::format("smoke message {} was delivered", message.value), now);
    return;
  }
  incidents_.open(s, key(), Severity::critical,
                  fmt::format("The nightly smoke message {}: {}. `tidings why {}` says more.",
                              verdict.word == "not_sent" ? "could not be sent" : "was not delivered in time",
                              verdict.problem, message.value),
                  now);
}

}  // namespace tidings::watch
