// Vonage's words for the state of a message or a call, mapped to the one vocabulary. Unknown words leave the state as
// it is; the text itself is kept by the caller.
#pragma once

#include <string_view>

#include "domain/call.h"
#include "domain/delivery.h"

namespace tidings::carrier::vonage {

struct MessageWord {
  DeliveryState state = DeliveryState::unchanged;
  bool undelivered = false;
};

MessageWord receipt_word(std::string_view status);  // of the SMS API; case does not matter
MessageWord message_word(std::string_view status);  // of the Messages API
DeliveryState call_word(std::string_view status);
// What this one word says: `completed` after `machine` says no more than that somebody took it.
CallOutcome call_outcome(std::string_view status);

}  // namespace tidings::carrier::vonage
