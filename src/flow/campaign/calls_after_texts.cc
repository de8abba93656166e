#include "flow/campaign/calls_after_texts.h"

#include <algorithm>

#include "base/limits.h"

namespace tidings::flow {
namespace {

constexpr int64_t kUndecidedAgainMs = 15'000;

enum class Then { call, wait, nothing };

// A text that was refused is followed by a call when it was no fault of the text, of the sender, or a will of the
// person.
bool not_reached(store::Session& s, const store::LedgerRow& text) {
  if (text.reason == Reason::attempts_exhausted) return true;
  const auto attempts = store::ledger::attempts(s, text.id);
  return !attempts.empty() && attempts.back().error_class == to_string(ErrorClass::permanent);
}

Then after(store::Session& s, const store::LedgerRow& text, Instant call_due, Instant now) {
  switch (text.state) {
    case MessageState::planned:
    case MessageState::claimed:
    case MessageState::handed:
    case MessageState::unknown:
      return Then::wait;
    case MessageState::accepted:
    case MessageState::sent:
      return now >= call_due ? Then::call : Then::wait;
    case MessageState::undelivered:
    case MessageState::failed:
      return Then::call;
    // It was looked for at the carrier for a day; like one whose receipt never came.
    case MessageState::unresolved:
      return Then::call;
    case MessageState::refused:
      return not_reached(s, text) ? Then::call : Then::nothing;
    case MessageState::delivered:
    case MessageState::blocked:
    case MessageState::cancelled:
    case MessageState::expired:
      return Then::nothing;
  }
  return Then::nothing;
}

}  // namespace

CallsPlanned plan_calls_after_texts(store::Session& s, const Campaign& c, Instant now, Instant silence_counts_from) {
  CallsPlanned out;
  store::Ledger ledger(s, now);
  for (auto& text : store::ledger::calls_to_look_at(s, c.id, now, limits::kFallbackBatch)) {
    ++out.looked_at;
    const bool taken = text.state == MessageState::accepted || text.state == MessageState::sent;
    const Instant due = taken ? std::max(text.accepted_at + c.spoken.call_after_ms, silence_counts_from) : now;
    switch (after(s, text, due, now)) {
      case Then::wait:
        ledger.set_call_at(text, taken ? due : now + kUndecidedAgainMs);
        continue;
      case Then::call:
        out.planned += ledger
                           .plan({.workspace = c.workspace,
                                  .campaign = c.id,
                                  .contact = text.contact,
                                  .step = text.step + 1,
                                  .kind = MessageKind::campaign,
                                  .purpose = c.purpose,
                                  .phone = text.phone,
                                  .not_before = now,
                                  .not_after = c.expire_after_ms > 0 ? now + c.expire_after_ms : Instant{},
                                  .created_by = "campaign",
                                  .channel = Channel::call})
                           .has_value();
        break;
      case Then::nothing:
        break;
    }
    ledger.set_call_at(text, {});
  }
  ledger.close();
  return out;
}

}  // namespace tidings::flow
