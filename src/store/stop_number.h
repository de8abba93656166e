// The one way a number is silenced: the suppression, and the end of everything queued for it, in the caller's
// transaction. Used by flow/inbox (STOP), flow/delivery and flow/dispatch (the carrier says opted out), and by people.
#pragma once

#include <string>
#include <string_view>

#include "store/ledger.h"
#include "store/optouts.h"

namespace tidings::store {

struct StopResult {
  bool new_suppression = false;  // false: the same one was in force already
  int ended = 0;                 // planned and claimed messages that will not leave
};

// What a carrier has already, or may have, is asked back from it (recalls::begin_number). Confirmations stay: they
// answer the very STOP. Claimed rows lose their lease, so a dispatcher cannot hand them over any more. The carrier's
// "opted out" adds no suppression where the person's own keyword is in force: it is the same opt-out seen from the
// other side, and a later START must be able to lift it.
StopResult stop_number(Session& s, Ledger& ledger, std::string_view phone, const optouts::Suppression& suppression);

// The carrier refused this message, or failed it, because the number has opted out there (21610, 30004, …). A STOP's
// own confirmation that is refused like that says nothing new: the STOP is known, and may have been lifted since.
void carrier_says_opted_out(Session& s, Ledger& ledger, const LedgerRow& row, std::string detail, Instant now);

}  // namespace tidings::store
