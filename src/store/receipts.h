// What a receipt does to the message it is about: the state moves forward, or not at all, and "opted out" suppresses
// the number. On the journey: used by flow/delivery when a receipt comes, and by flow/dispatch once the carrier's id of
// a message is stored, for receipts that overtook it. Inside the caller's transaction. Source: reference/providers
// §1.3 (receipts come twice, late, reversed, before the send's own answer).
#pragma once

#include <span>

#include "store/events.h"
#include "store/ledger.h"

namespace tidings::store {

// Whether the message moved. row is brought up to date when it did. A receipt with another carrier id than the row's
// moves nothing; neither does one for a message that never left.
// About a call: what was heard of it before counts too (store/calls.h).
// of_a_part: it is about receipt.provider_id alone, where the message has several parts (store/message_parts.h); then
// what the parts say together moves the message.
bool take_word(Session& s, Ledger& ledger, LedgerRow& row, const events::Receipt& receipt, Instant now,
               bool of_a_part = false);

// Parked receipts of row's carrier id are tied to it, in the order they came. How many there were. Call it in the
// transaction that stores the id (after accept, or when a look-up finds the message).
int settle_parked(Session& s, Ledger& ledger, LedgerRow& row, Instant now);

// The same where the carrier gave each part an id: they are stored (segments: how many the carrier counts, the refused
// ones too), and what came before them is made the message's.
void settle_parts(Session& s, Ledger& ledger, LedgerRow& row, std::span<const std::string> provider_ids, int segments,
                  Instant now);

}  // namespace tidings::store
