// Twilio's words for the state of a message or a call, mapped to the one vocabulary. Unknown words leave the state as
// it is; the text itself is kept by the caller.
#pragma once

#include <string_view>

#include "domain/delivery.h"

namespace tidings::carrier::twilio {

struct MessageWord {
  DeliveryState state = DeliveryState::unchanged;
  bool undelivered = false;
};

MessageWord message_word(std::string_view status);  // case does not matter
DeliveryState call_word(std::string_view status);
bool is_inbound_word(std::string_view status);  // receiving, received

std::string lower_ascii(std::string_view text);

}  // namespace tidings::carrier::twilio
