// What a message that has not left waits for, told at the moment of asking: its own hour, its campaign, a place in its
// senders' day, or its turn. On the journey: of rows that are planned or claimed. What the gate said is not repeated
// here: that is the row's reason and its decisions. Inside the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/ledger.h"

namespace tidings::flow {

struct Waiting {
  std::string_view code;         // held, hour, campaign, undo_window, no_sender, sender_stopped, day_used_up, turn
  std::string words;             // for a person
  std::optional<Instant> until;  // not before then; none = unknown
};

// None: it does not wait, it has left or ended.
std::optional<Waiting> waits_for(store::Session& s, const store::LedgerRow& row, Instant now);

}  // namespace tidings::flow
