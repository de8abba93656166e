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
  if (word == "started" || word == "ringing" || word == "answered" || word == "machine" || word == "human")
    return DeliveryState::sending;
  if (word == "completed") return DeliveryState::completed;
  if (word == "busy" || word == "failed" || word == "rejected") return DeliveryState::failed;
  if (word == "timeout" || word == "unanswered") return DeliveryState::missed;
  if (word == "cancelled" || word == "canceled") return DeliveryState::canceled;
  return DeliveryState::unchanged;
}

CallOutcome call_outcome(std::string_view status) {
  const std::string word = lower_ascii(status);
  if (word == "answered" || word == "completed") return CallOutcome::answered;
  if (word == "human") return CallOutcome::human;
  if (word == "machine") return CallOutcome::machine;
  if (word == "busy") return CallOutcome::busy;
  if (word == "timeout" || word == "unanswered") return CallOutcome::no_answer;
  if (word == "rejected") return CallOutcome::rejected;
  if (word == "failed") return CallOutcome::failed;
  if (word == "cancelled" || word == "canceled") return CallOutcome::cancelled;
  return CallOutcome::none;
}

}  // namespace tidings::carrier::vonage
