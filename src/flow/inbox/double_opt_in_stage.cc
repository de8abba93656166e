#include "flow/inbox/double_opt_in_stage.h"

#include "base/limits.h"
#include "store/ledger.h"
#include "store/opt_ins.h"

namespace tidings::inbox {
namespace {

namespace opt_ins = store::opt_ins;

// It did not reach them: nobody was asked.
bool never_asked(const store::LedgerRow& message) {
  switch (message.state) {
    case MessageState::blocked:
    case MessageState::refused:
    case MessageState::cancelled:
    case MessageState::expired:
    case MessageState::failed:
    case MessageState::undelivered:
      return true;
    default:
      return false;
  }
}

void close(store::Session& s, const opt_ins::OptIn& question, Instant now, std::string_view outcome) {
  opt_ins::close(s, question.id, now, outcome);
  store::ledger::wake(s, question.phone, Reason::opt_in_pending, now);
}

void look(store::Session& s, const opt_ins::OptIn& question, Instant now) {
  const auto message = store::ledger::by_id(s, question.message);
  if (!message || never_asked(*message)) return close(s, question, now, opt_ins::kNotSent);
  // Held for its hours: the time to answer has not begun. The message's own end comes first.
  const bool left = message->handed_at.ms != 0;
  const Instant due = left ? message->handed_at + question.limit_ms : question.due_at;
  if (left && due <= now) return close(s, question, now, opt_ins::kNoAnswer);
  const Instant soon = now + limits::kOptInLookMs;
  opt_ins::move(s, question.id, due, left ? std::min(due, soon) : soon);
}

}  // namespace

Result<size_t> DoubleOptInStage::tick() {
  const Instant now = env_.clock.now();
  std::vector<opt_ins::OptIn> due;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    due = opt_ins::due(s, now, limits::kOptInBatch);
    return {};
  }));
  if (due.empty()) return 0;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    for (const auto& known : due) {
      // Answered, or stopped, in between: then it is closed.
      const auto question = opt_ins::by_id(s, known.id);
      if (question && question->closed_at.ms == 0) look(s, *question, now);
    }
    return {};
  }));
  return due.size();
}

}  // namespace tidings::inbox
