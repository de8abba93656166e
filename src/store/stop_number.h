// A number says no more: the suppression and the end of everything queued for it, as one step of one transaction. On
// the journey: called by flow/inbox (STOP, reviews, people), flow/delivery (a receipt says opted out) and flow/dispatch
// (the send's own answer says so). Any thread that holds a Session.
#pragma once

#include "store/ledger.h"
#include "store/optouts.h"

namespace tidings::store {

struct Stopped {
  bool newly = false;  // the number was not suppressed from this source before
  int ended = 0;       // planned and claimed messages that now end as blocked, reason opted_out
};

// Confirmations stay: they are the answer to this very word. A suppression of one workspace ends only that one's
// messages. The carrier's "opted out" adds nothing where the person's own keyword is in force: it is the same opt-out,
// seen from the other side, and a later START must be able to lift it.
Stopped stop_number(Session& s, Ledger& ledger, const optouts::Suppression& suppression);

}  // namespace tidings::store
