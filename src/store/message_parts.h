// The parts of a message that left in several, where the carrier gives each an id and words of its own. On the journey:
// written where an answer or a receipt is applied; read only for messages of more than one segment at such a carrier.
// Inside the caller's transaction.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "store/events.h"
#include "store/ledger.h"

namespace tidings::store::message_parts {

// The ids an answer named. A word that overtook the answer stays.
void add(Session& s, const LedgerRow& row, std::span<const std::string> provider_ids);

// Notes a word about one part and returns what all words together say about the message: failed when any part is, with
// its code; delivered when every one of its segments is; else how far any part has come.
events::Receipt together(Session& s, const LedgerRow& row, const events::Receipt& word);

std::optional<MessageId> message_of(Session& s, std::string_view carrier, std::string_view provider_id);

}  // namespace tidings::store::message_parts
