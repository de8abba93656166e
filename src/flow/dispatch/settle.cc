#include "flow/dispatch/settle.h"

#include <algorithm>

#include "base/check.h"
#include "flow/dispatch/troubles.h"
#include "store/events.h"
#include "store/receipts.h"
#include "store/stop_number.h"

namespace tidings::dispatch {
namespace {

std::string_view name_of(carrier::Outcome outcome) {
  switch (outcome) {
    case carrier::Outcome::accepted:
      return "accepted";
    case carrier::Outcome::refused:
      return "refused";
    case carrier::Outcome::busy:
      return "busy";
    case carrier::Outcome::unknown:
      return "unknown";
  }
  return "unknown";
}

// Doubling from 100 ms to 30 s with jitter, as the carriers advise for answers that mean "not now".
int64_t busy_delay_ms(int in_a_row, Random& random) {
  const int64_t base = std::min<int64_t>(30'000, 100LL << std::min(in_a_row, 9));
  return base / 2 + static_cast<int64_t>(random.below(static_cast<uint64_t>(base)));
}

void opted_out(store::Session& s, store::Ledger& ledger, const store::LedgerRow& row, const carrier::SendResult& result,
               Instant now) {
  store::carrier_says_opted_out(s, ledger, row, "the carrier refused a message with " + result.error_code, now);
}

bool in_parts(const store::LedgerRow& row, const carrier::SendResult& result) {
  return result.by_part && (result.segments > 1 || row.segments > 1);
}

// Each part has an id of its own, and may have been refused beside others that left.
void settle_parts(store::Session& s, store::Ledger& ledger, store::LedgerRow& row, const carrier::SendResult& result,
                  Instant now) {
  std::vector<std::string> ids{result.provider_id};
  ids.insert(ids.end(), result.more_ids.begin(), result.more_ids.end());
  if (const auto word = message_state_for(result.state, false); word && *word != MessageState::accepted)
    ledger.carrier_word(row, *word, result.provider_id, result.error_code, result.error_text);
  store::settle_parts(s, ledger, row, ids, result.segments, now);
}

// Accepted ones are nearly all: they are written together. Of their request nothing else is stored, see
// store::ledger::attempts.
void settle_accepted(store::Session& s, store::Ledger& ledger, const std::vector<Answered*>& all, Instant now) {
  if (all.empty()) return;
  std::vector<store::Acceptance> acceptances;
  acceptances.reserve(all.size());
  for (auto* one : all) acceptances.push_back({&one->row, one->result->provider_id});
  ledger.accept_all(acceptances);
  const bool parked = store::events::any_parked(s);
  for (size_t i = 0; i < all.size(); ++i) {
    auto& row = all[i]->row;
    const auto& result = *all[i]->result;
    if (!acceptances[i].done) {
      // A receipt, which names the message by our own id, was faster than this answer: only the carrier's id is news.
      ledger.set_provider(row, result.provider_id);
      if (in_parts(row, result)) {
        if (auto fresh = store::ledger::by_id(s, row.id)) settle_parts(s, ledger, *fresh, result, now);
      }
      continue;
    }
    if (in_parts(row, result)) {
      settle_parts(s, ledger, row, result, now);
      continue;
    }
    // Its first word may say more than that, even that it is over already.
    if (const auto word = message_state_for(result.state, false); word && *word != MessageState::accepted) {
      ledger.carrier_word(row, *word, result.provider_id, result.error_code, result.error_text);
    }
    if (result.error_class == ErrorClass::opted_out) opted_out(s, ledger, row, result, now);
    if (parked) store::settle_parked(s, ledger, row, now);
  }
}

void refused(store::Session& s, store::Ledger& ledger, store::LedgerRow& row, const carrier::SendResult& result,
             Instant now) {
  if (result.error_class == ErrorClass::transient) {
    const auto repeats = static_cast<size_t>(row.attempts - 1);  // this one was number row.attempts
    if (repeats < std::size(limits::kRetryDelaysMs)) {
      const int64_t delay = result.retry_after_ms.value_or(limits::kRetryDelaysMs[repeats]);
      ledger.send_again(row, Reason::carrier_busy, now + delay, result.error_code, result.error_text, row.attempts);
    } else {
      ledger.refuse(row, Reason::attempts_exhausted, result.error_code, result.error_text);
    }
    return;
  }
  ledger.refuse(row, Reason::carrier_refused, result.error_code, result.error_text);
  if (result.error_class == ErrorClass::opted_out) opted_out(s, ledger, row, result, now);
}

void settle_other(store::Session& s, store::Ledger& ledger, const Answered& answered, const Options& options,
                  Random& random, Instant now) {
  store::LedgerRow row = answered.row;
  const auto& result = *answered.result;
  ledger.record_attempt(row.id, {.number = row.attempts,
                                 .sender = *answered.sender_address,
                                 .sent_to = row.sent_to,
                                 .handed_at = row.handed_at,
                                 .ended_at = answered.at,
                                 .outcome = std::string(name_of(result.outcome)),
                                 .provider_id = result.provider_id,
                                 .error_class = std::string(to_string(result.error_class)),
                                 .error_code = result.error_code,
                                 .error_text = result.error_text});
  switch (result.outcome) {
    case carrier::Outcome::accepted:
      check(false, "accepted ones are settled together");
      break;
    case carrier::Outcome::refused:
      refused(s, ledger, row, result, now);
      break;
    case carrier::Outcome::busy: {
      if (Troubles::stops(result)) {
        // Another sender may take it at once; where there is none it is not even claimed.
        ledger.send_again(row, Reason::sender_stopped, now, result.error_code, result.error_text, row.attempts - 1);
        break;
      }
      // Not processed, and nothing wrong with the message: it does not use up one of its attempts.
      const int64_t delay = result.retry_after_ms.value_or(busy_delay_ms(answered.busy_in_a_row, random));
      ledger.send_again(row, Reason::carrier_busy, now + delay, result.error_code, result.error_text, row.attempts - 1);
      break;
    }
    case carrier::Outcome::unknown:
      ledger.mark_unknown(row, Reason::outcome_unknown, row.handed_at + options.unknown_first_ms, result.error_code,
                          result.error_text);
      break;
  }
}

}  // namespace

void settle_all(store::Session& s, store::Ledger& ledger, std::vector<Answered>& answered, const Options& options,
                Random& random, Instant now) {
  std::vector<Answered*> accepted;
  accepted.reserve(answered.size());
  for (auto& one : answered) {
    if (one.result->outcome == carrier::Outcome::accepted) accepted.push_back(&one);
  }
  settle_accepted(s, ledger, accepted, now);
  for (const auto& one : answered) {
    if (one.result->outcome != carrier::Outcome::accepted) settle_other(s, ledger, one, options, random, now);
  }
}

}  // namespace tidings::dispatch
