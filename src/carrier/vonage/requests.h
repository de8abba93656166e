// What we ask Vonage to send. Pure, any thread. Units: ttl is milliseconds in the SMS API and seconds in the Messages
// API.
#pragma once

#include "carrier/contract.h"
#include "carrier/vonage/config.h"

namespace tidings::carrier::vonage {

HttpRequest build_sms(const Config& config, const OutgoingMessage& message);
HttpRequest build_message(const Config& config, const OutgoingMessage& message);
std::string basic_authorization(const Config& config);

}  // namespace tidings::carrier::vonage
