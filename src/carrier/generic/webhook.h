// Receipts and messages that a gateway brings: whether they are its own, and what they say, by the configuration.
// Pure, any thread. Only the two paths of this carrier are ever its own: …/webhooks/generic/NAME/receipt and …/inbound.
#pragma once

#include "base/result.h"
#include "carrier/contract.h"
#include "carrier/generic/config.h"

namespace tidings::carrier::generic {

Signature check_generic_webhook(const Config& config, const WebhookRequest& request);
// Error: invalid_argument, a field is missing that the configuration names.
Result<WebhookEvent> read_generic_webhook(const Config& config, const WebhookRequest& request);

}  // namespace tidings::carrier::generic
