// Twilio's Programmable Messaging and Voice as a carrier: build requests, read answers, check and read webhooks. No
// network here. On the journey: between dispatch and Twilio, and between Twilio and intake. Immutable once made; any
// thread.
//
// Keys of the configuration (every other key is an error that names it):
//   account_sid            AC and 32 hex digits; required
//   auth_token             32 characters; signs webhooks, and authenticates requests when no api_key is given
//   api_key, api_secret    SK and 32 hex digits, and its secret: used for requests instead of the token
//   messaging_service_sid  MG and 32 hex digits; sends through this service
//   base_url               default https://api.twilio.com; plain http only to loopback
//   status_callback_url    default <public_url>/webhooks/twilio/status
//   calls_per_s            default 1: calls a second that the account may begin
// Without auth_token every webhook is refused: API keys do not sign.
#pragma once

#include <memory>

#include "carrier/contract.h"
#include "carrier/twilio/signature.h"
#include "carrier/twilio/webhook.h"

namespace tidings::carrier::twilio {

// Error: invalid_argument; `where` is the key.
Result<std::unique_ptr<Carrier>> make_twilio(const CarrierConfig& config);

}  // namespace tidings::carrier::twilio
