#include "store/receipts.h"

#include <fmt/format.h>

#include "store/stop_number.h"

namespace tidings::store {
namespace {

// The states in which we do not know that the carrier has it: any word of the carrier proves that it does.
bool carrier_unheard(MessageState state) {
  using S = MessageState;
  return state == S::planned || state == S::claimed || state == S::handed || state == S::unknown ||
         state == S::unresolved;
}

bool move(Ledger& ledger, LedgerRow& row, const events::Receipt& r) {
  if (row.handed_at.ms == 0) return false;  // nothing ever left, so this word cannot be about it
  if (!row.provider_id.empty() && !r.provider_id.empty() && row.provider_id != r.provider_id) return false;
  auto to = message_state_for(r.state, r.undelivered);
  bool moved = false;
  const bool accepted_first = !to || *to == MessageState::cancelled;
  if (accepted_first && carrier_unheard(row.state)) {
    moved = ledger.carrier_word(row, MessageState::accepted, r.provider_id, {}, {});
  }
  if (to && ledger.carrier_word(row, *to, r.provider_id, r.error_code, {})) moved = true;
  return moved;
}

}  // namespace

bool take_word(Session& s, Ledger& ledger, LedgerRow& row, const events::Receipt& r, Instant now) {
  const bool moved = move(ledger, row, r);
  if (r.error_class == ErrorClass::opted_out) {
    ledger.write_words();  // what is blocked next must be seen as it is by now
    carrier_says_opted_out(s, ledger, row, fmt::format("{} {}", r.carrier, r.error_code), now);
  }
  return moved;
}

int settle_parked(Session& s, Ledger& ledger, LedgerRow& row, Instant now) {
  if (row.provider_id.empty()) return 0;
  int n = 0;
  for (const events::Receipt& r : events::parked(s, row.provider_id)) {
    if (r.carrier != row.carrier) continue;
    events::unpark(s, r.id, row.id, take_word(s, ledger, row, r, now));
    ++n;
  }
  return n;
}

}  // namespace tidings::store
