// OpenPhone's words for the state of a message or a call, mapped to the one vocabulary. Unknown words leave the state
// as it is; the text itself is kept by the caller. Pure.
#pragma once

#include <string_view>

#include "domain/delivery.h"

namespace tidings::carrier::openphone {

struct MessageWord {
  DeliveryState state = DeliveryState::unchanged;
  bool undelivered = false;
};

MessageWord message_word(std::string_view status);
DeliveryState call_word(std::string_view status);

}  // namespace tidings::carrier::openphone
