// What we ask Vonage to send. Pure, any thread. Units: ttl is milliseconds in the SMS API and seconds in the Messages
// API.
#pragma once

#include "carrier/contract.h"
#include "carrier/vonage/config.h"

namespace tidings::carrier::vonage {

HttpRequest build_sms(const Config& config, const OutgoingMessage& message);
HttpRequest build_message(const Config& config, const OutgoingMessage& message);
// A token of its own for one request, named by what it is about and by the time.
std::string bearer(const Config& config, std::string_view what, Instant now);
// A plain request for a piece of an inbound message, with a token where it is kept by Vonage and we have a key.
HttpRequest build_fetch_media(const Config& config, HttpRequest plain, Instant now);
std::string basic_authorization(const Config& config);

}  // namespace tidings::carrier::vonage
