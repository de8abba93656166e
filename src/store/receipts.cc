#include "store/receipts.h"

#include <fmt/format.h>

#include "store/calls.h"
#include "store/message_parts.h"
#include "store/stop_number.h"

namespace tidings::store {
namespace {

// The states in which we do not know that the carrier has it: any word of the carrier proves that it does.
bool carrier_unheard(MessageState state) {
  using S = MessageState;
  return state == S::planned || state == S::claimed || state == S::handed || state == S::unknown ||
         state == S::unresolved;
}

// A word about another request than the last one, or about nothing that ever left.
bool strange(const LedgerRow& row, const events::Receipt& r) {
  if (row.handed_at.ms == 0) return true;
  return !row.provider_id.empty() && !r.provider_id.empty() && row.provider_id != r.provider_id;
}

bool move_to(Ledger& ledger, LedgerRow& row, const events::Receipt& r, std::optional<MessageState> to) {
  bool moved = false;
  const bool accepted_first = !to || *to == MessageState::cancelled;
  if (accepted_first && carrier_unheard(row.state)) {
    moved = ledger.carrier_word(row, MessageState::accepted, r.provider_id, {}, {});
  }
  if (to && ledger.carrier_word(row, *to, r.provider_id, r.error_code, {})) moved = true;
  return moved;
}

bool move(Ledger& ledger, LedgerRow& row, const events::Receipt& r) {
  return !strange(row, r) && move_to(ledger, row, r, message_state_for(r.state, r.undelivered));
}

// What was heard of a call before counts too: "it is over" is another thing when a machine had taken it.
bool move_call(Session& s, Ledger& ledger, LedgerRow& row, const events::Receipt& r) {
  auto call = strange(row, r) ? std::nullopt : calls::of(s, row.id);
  if (!call) return false;
  if (r.call) calls::hear(s, *call, *r.call);
  return move_to(ledger, row, r, calls::state_for(*call, r.state));
}

}  // namespace

bool take_word(Session& s, Ledger& ledger, LedgerRow& row, const events::Receipt& r, Instant now, bool of_a_part) {
  if (row.channel == Channel::call) return move_call(s, ledger, row, r);
  const bool by_parts = of_a_part && row.segments > 1 && row.handed_at.ms != 0;
  const bool moved = move(ledger, row, by_parts ? message_parts::together(s, row, r) : r);
  if (r.error_class == ErrorClass::opted_out) {
    ledger.write_words();  // what is blocked next must be seen as it is by now
    carrier_says_opted_out(s, ledger, row, fmt::format("{} {}", r.carrier, r.error_code), now);
  }
  return moved;
}

namespace {

int settle(Session& s, Ledger& ledger, LedgerRow& row, std::string_view provider_id, Instant now, bool of_a_part) {
  int n = 0;
  for (const events::Receipt& r : events::parked(s, provider_id)) {
    if (r.carrier != row.carrier) continue;
    events::unpark(s, r.id, row.id, take_word(s, ledger, row, r, now, of_a_part));
    ++n;
  }
  return n;
}

}  // namespace

int settle_parked(Session& s, Ledger& ledger, LedgerRow& row, Instant now) {
  return row.provider_id.empty() ? 0 : settle(s, ledger, row, row.provider_id, now, false);
}

void settle_parts(Session& s, Ledger& ledger, LedgerRow& row, std::span<const std::string> provider_ids, int segments,
                  Instant now) {
  if (segments != row.segments) ledger.set_segments(row, segments);
  if (segments > 1) message_parts::add(s, row, provider_ids);
  for (const auto& id : provider_ids) settle(s, ledger, row, id, now, true);
  // Words that named the message by our own id were kept as its parts'; now it is known how many there are.
  move(ledger, row, message_parts::together(s, row, {.carrier = row.carrier}));
}

}  // namespace tidings::store
