#include "carrier/openphone/status.h"

#include <utility>

namespace tidings::carrier::openphone {

MessageWord message_word(std::string_view status) {
  if (status == "queued") return {DeliveryState::queued};
  if (status == "sent") return {DeliveryState::sent};
  if (status == "delivered") return {DeliveryState::delivered};
  if (status == "undelivered") return {DeliveryState::failed, true};
  if (status == "failed") return {DeliveryState::failed};
  return {};
}

DeliveryState call_word(std::string_view status) {
  constexpr std::pair<std::string_view, DeliveryState> kWords[] = {
      {"queued", DeliveryState::sending},      {"initiated", DeliveryState::sending},
      {"ringing", DeliveryState::sending},     {"in-progress", DeliveryState::sending},
      {"answered", DeliveryState::sending},    {"completed", DeliveryState::completed},
      {"forwarded", DeliveryState::completed},  // somebody else has it now: we hear no more
      {"busy", DeliveryState::failed},         {"failed", DeliveryState::failed},
      {"no-answer", DeliveryState::missed},    {"missed", DeliveryState::missed},
      {"abandoned", DeliveryState::missed},    {"canceled", DeliveryState::canceled},
  };
  for (const auto& [word, state] : kWords) {
    if (word == status) return state;
  }
  return DeliveryState::unchanged;
}

}  // namespace tidings::carrier::openphone
