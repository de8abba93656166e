#include "carrier/twilio/status.h"

namespace tidings::carrier::twilio {

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

MessageWord message_word(std::string_view status) {
  const std::string word = lower_ascii(status);
  if (word == "accepted" || word == "scheduled" || word == "queued") return {DeliveryState::queued};
  if (word == "sending") return {DeliveryState::sending};
  if (word == "sent") return {DeliveryState::sent};
  if (word == "delivered" || word == "read") return {DeliveryState::delivered};
  if (word == "undelivered") return {DeliveryState::failed, true};
  if (word == "failed") return {DeliveryState::failed};
  if (word == "canceled") return {DeliveryState::canceled};
  return {};  // partially_delivered too: it says nothing final and nothing new
}

DeliveryState call_word(std::string_view status) {
  const std::string word = lower_ascii(status);
  if (word == "queued" || word == "initiated" || word == "ringing" || word == "in-progress" || word == "answered") {
    return DeliveryState::sending;
  }
  if (word == "completed") return DeliveryState::completed;
  if (word == "busy" || word == "failed") return DeliveryState::failed;
  if (word == "no-answer") return DeliveryState::missed;
  if (word == "canceled") return DeliveryState::canceled;
  return DeliveryState::unchanged;
}

bool is_inbound_word(std::string_view status) {
  const std::string word = lower_ascii(status);
  return word == "received" || word == "receiving";
}

}  // namespace tidings::carrier::twilio
