// The halves of the carriers that judge and read webhooks, for `explain webhook`: no account needed. The list stands
// here because only app/ names carriers. Any thread.
#pragma once

#include "http/api/explain/webhook.h"

namespace tidings::app {

// Twilio's also reads for the sandbox, which speaks its format. Error: invalid_argument.
Result<http::explain::WebhookReader> webhook_reader(const carrier::CarrierConfig& config);

}  // namespace tidings::app
