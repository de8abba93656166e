#include "domain/delivery.h"

#include <array>

namespace tidings {
namespace {
constexpr std::array<std::string_view, 9> kStates{"unchanged", "queued",   "sending", "sent",     "delivered",
                                                  "failed",    "canceled", "missed",  "completed"};
constexpr std::array<std::string_view, 6> kClasses{"none", "permanent", "sender", "content", "transient", "opted_out"};
}  // namespace

std::string_view to_string(DeliveryState state) { return kStates[static_cast<size_t>(state)]; }
std::string_view to_string(ErrorClass cls) { return kClasses[static_cast<size_t>(cls)]; }

std::optional<MessageState> message_state_for(DeliveryState state, bool undelivered) {
  switch (state) {
    case DeliveryState::queued:
    case DeliveryState::sending:
      return MessageState::accepted;
    case DeliveryState::sent:
      return MessageState::sent;
    case DeliveryState::delivered:
      return MessageState::delivered;
    case DeliveryState::failed:
      return undelivered ? MessageState::undelivered : MessageState::failed;
    case DeliveryState::canceled:
      return MessageState::cancelled;
    case DeliveryState::unchanged:
    case DeliveryState::missed:
    case DeliveryState::completed:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace tidings
