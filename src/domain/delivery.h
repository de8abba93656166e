// The carrier's word about a message or a call, in one vocabulary for all carriers (mission C5). Carriers map theirs to
// this; unknown ones keep their text and leave the state unchanged.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/message.h"

namespace tidings {

enum class DeliveryState : int { unchanged = 0, queued, sending, sent, delivered, failed, canceled, missed, completed };
std::string_view to_string(DeliveryState state);

// Where this word moves a message: queued and sending mean accepted; canceled means cancelled. none for words about
// calls.
std::optional<MessageState> message_state_for(DeliveryState state, bool undelivered);

// What must happen after an error of a carrier (reference/providers §1.8).
enum class ErrorClass : int {
  none = 0,
  permanent = 1,  // this recipient: never again
  sender = 2,     // sender or account must be fixed; the contact is fine
  content = 3,    // this text
  transient = 4,  // may work later
  opted_out = 5,  // permanent, and the number is suppressed everywhere
};
std::string_view to_string(ErrorClass cls);

}  // namespace tidings
