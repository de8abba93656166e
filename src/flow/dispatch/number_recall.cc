#include "flow/dispatch/number_recall.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "flow/dispatch/calls.h"

namespace tidings::dispatch {
namespace {

constexpr int64_t kLookEveryMs = 250;
constexpr int64_t kUnderWayMs = 1'000;      // its answer comes within moments
constexpr int64_t kUnknownAgainMs = 5'000;  // the resolver is looking for it
constexpr int64_t kTryAgainMs = 1'000, kTryAgainMostMs = 60'000;

enum class Next { ask, wait_for_answer, wait_for_resolver, leave };

Next next_for(const store::LedgerRow& row) {
  switch (row.state) {
    case MessageState::handed:
      return Next::wait_for_answer;
    case MessageState::unknown:
      return Next::wait_for_resolver;
    case MessageState::accepted:  // a receipt may have overtaken the answer that names it
      return row.provider_id.empty() ? Next::wait_for_answer : Next::ask;
    default:
      return Next::leave;
  }
}

}  // namespace

NumberRecall::NumberRecall(Env env, store::Database& database, const CarrierSet& carriers, HttpRunner& runner)
    : env_(env),
      database_(database),
      carriers_(carriers),
      runner_(runner),
      mailbox_(std::make_shared<Mailbox<Answer>>()),
      cancelled_(env.metrics.counter("sms_opt_out_recalled_total",
                                     "messages to silenced numbers asked back from carriers",
                                     {{"result", "cancelled"}})),
      escaped_(env.metrics.counter("sms_opt_out_recalled_total",
                                   "messages to silenced numbers asked back from carriers", {{"result", "escaped"}})) {}

NumberRecall::~NumberRecall() { mailbox_->on_put(nullptr); }

Result<size_t> NumberRecall::tick() {
  for (auto& answer : mailbox_->take()) unread_.push_back(std::move(answer));
  const size_t answered = unread_.size();
  if (answered > 0) TRY(settle());
  const int64_t monotonic_ms = env_.clock.monotonic_ms();
  if (monotonic_ms < next_look_ms_) return answered;
  const size_t asked = TRY(ask_more());
  if (asked == 0) next_look_ms_ = monotonic_ms + kLookEveryMs;
  return answered + asked;
}

NumberRecall::Word NumberRecall::read(const Answer& answer) const {
  const auto it = asking_.find(answer.id);
  check(it != asking_.end(), "an answer belongs to a question");
  const auto word = read_cancel(*it->second.carrier, it->second.row, answer.result);
  if (word) return word->state == DeliveryState::canceled ? Word::cancelled : Word::too_late;
  const auto code = word.error().code;
  // A call that is being set up may not be known there yet, or not be one that can be hung up.
  const auto& row = it->second.row;
  const bool young = row.channel == Channel::call && env_.clock.now() - row.handed_at < limits::kCallSetUpMs;
  if (young && (code == ErrorCode::invalid_argument || code == ErrorCode::not_found)) return Word::again;
  return code == ErrorCode::unavailable || code == ErrorCode::rate_limited ? Word::again : Word::too_late;
}

Result<> NumberRecall::settle() {
  const Instant now = env_.clock.now();
  double cancelled = 0, escaped = 0;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    store::Ledger ledger(s, now);
    cancelled = escaped = 0;
    for (const auto& answer : unread_) {
      const int tries = asking_.at(answer.id).tries;
      switch (read(answer)) {
        case Word::cancelled:
          ++cancelled;
          // Its receipt may have said so already.
          if (auto row = store::ledger::by_id(s, answer.id); row && row->state == MessageState::accepted) {
            ledger.carrier_word(*row, MessageState::cancelled, row->provider_id, {}, {});
          }
          store::recalls::number_done(s, answer.id);
          break;
        case Word::too_late:
          ++escaped;
          store::recalls::number_done(s, answer.id);
          break;
        case Word::again:
          store::recalls::number_later(s, answer.id,
                                       now + std::min(kTryAgainMostMs, kTryAgainMs << std::min(tries - 1, 6)), tries);
          break;
      }
    }
    ledger.close();
    return {};
  }));
  cancelled_.add(cancelled);
  escaped_.add(escaped);
  for (const auto& answer : unread_) asking_.erase(answer.id);
  unread_.clear();
  return {};
}

// What is due and not being asked for: asked, put off, or done with.
Result<size_t> NumberRecall::ask_more() {
  const Instant now = env_.clock.now();
  std::vector<store::NumberRecallRow> due;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    due = store::recalls::numbers_due(s, now, limits::kRecallBatch);
    std::erase_if(due, [&](const auto& one) { return asking_.contains(one.message); });
    return {};
  }));
  if (due.empty()) return size_t{0};
  std::vector<Asking> fresh;
  double escaped = 0;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    fresh.clear();
    escaped = 0;
    for (const auto& one : due) {
      auto row = store::ledger::by_id(s, one.message);
      const auto* carrier = row ? find_carrier(carriers_, row->carrier) : nullptr;
      const bool too_old = now - one.begun_at > limits::kRecallNumberMs;
      const bool can = carrier != nullptr && build_cancel(*carrier, *row, now).has_value();
      const Next next = !can || too_old ? Next::leave : next_for(*row);
      if (next == Next::ask) {
        fresh.push_back({std::move(*row), carrier, one.tries + 1});
      } else if (next == Next::leave) {
        if (row && !row->provider_id.empty() && row->state != MessageState::cancelled) ++escaped;
        store::recalls::number_done(s, one.message);
      } else {
        const int64_t wait_ms = next == Next::wait_for_answer ? kUnderWayMs : kUnknownAgainMs;
        store::recalls::number_later(s, one.message, now + wait_ms, one.tries);
      }
    }
    return {};
  }));
  escaped_.add(escaped);
  for (auto& asking : fresh) {
    ask(asking);
    asking_.emplace(asking.row.id, std::move(asking));
  }
  return due.size();
}

void NumberRecall::ask(const Asking& asking) {
  auto request = build_cancel(*asking.carrier, asking.row, env_.clock.now());
  check(request.has_value(), "only carriers that can are asked");
  request->timeout_ms = limits::kSendTimeoutMs;
  request->first = true;
  runner_.send(std::move(*request),
               [mailbox = mailbox_, id = asking.row.id](HttpResult result) { mailbox->put({id, std::move(result)}); });
}

}  // namespace tidings::dispatch
