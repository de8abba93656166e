// What becomes of a message after its request: the four outcomes of a send, written to the ledger. The dispatcher's
// transaction.
#pragma once

#include "base/env.h"
#include "carrier/contract.h"
#include "flow/dispatch/options.h"
#include "store/ledger.h"

namespace tidings::dispatch {

// A request that was handed over and came back, one way or another.
struct Answered {
  store::LedgerRow row;
  const std::string* sender_address;
  const carrier::SendResult* result;
  Instant at;             // when the answer came
  int busy_in_a_row = 0;  // of this carrier, for the back-off
};

void settle_all(store::Session& s, store::Ledger& ledger, std::vector<Answered>& answered, const Options& options,
                Random& random, Instant now);

}  // namespace tidings::dispatch
