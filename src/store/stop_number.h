// The one way a number is silenced: the suppression, and the end of everything queued for it, in the caller's
// transaction. Used by flow/inbox (STOP), flow/delivery and flow/dispatch (the carrier says opted out), and by people.
#pragma once

#include <string_view>

#include "store/ledger.h"
#include "store/optouts.h"

namespace tidings::store {

struct StopResult {
  bool new_suppression = false;  // false: the same one was in force already
  int ended = 0;                 // planned and claimed messages that will not leave
};

// Confirmations stay: they answer the very STOP. Claimed rows lose their lease, so a dispatcher cannot hand them over
// any more. The carrier's "opted out" adds no suppression where the person's own keyword is in force: it is the same
// opt-out seen from the other side, and a later START must be able to lift it.
StopResult stop_number(Session& s, Ledger& ledger, std::string_view phone, const optouts::Suppression& suppression);

}  // namespace tidings::store
