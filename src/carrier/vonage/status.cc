#include "carrier/vonage/status.h"

#include "carrier/vonage/parameters.h"

namespace tidings::carrier::vonage {

MessageWord receipt_word(std::string_view status) {
  const std::string word = lower_ascii(status);
  // Both are words of the recipient's network: Vonage has passed it on.
  if (word == "accepted" || word == "buffered") return {DeliveryState::sent};
  if (word == "delivered") return {DeliveryState::delivered};
  if (word == "expired" || word == "failed") return {DeliveryState::failed, true};
  if (word == "rejected") return {DeliveryState::failed};
  return {};  // unknown, deleted: nothing new
}

MessageWord message_word(std::string_view status) {
  const std::string word = lower_ascii(status);
  if (word == "submitted") return {DeliveryState::sent};
  if (word == "delivered" || word == "read") return {DeliveryState::delivered};
  if (word == "rejected") return {DeliveryState::failed, true};
  if (word == "undeliverable") return {DeliveryState::failed};  // the provider was never reached
  return {};
}

DeliveryState call_word(std::string_view status) {
  const std::string word = lower_ascii(status);
  if (word == "started" || word == "ringing" || word == "answered" || word == "machine") return DeliveryState::sending;
  if (word == "completed") return DeliveryState::completed;
  if (word == "busy" || word == "failed" || word == "rejected") return DeliveryState::failed;
  if (word == "timeout" || word == "unanswered") return DeliveryState::missed;
  if (word == "cancelled" || word == "canceled") return DeliveryState::canceled;
  return DeliveryState::unchanged;
}

}  // namespace tidings::carrier::vonage
