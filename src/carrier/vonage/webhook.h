// Reads Vonage's webhooks: receipts and inbound messages of the SMS API (GET with a query, POST of a form or of JSON),
// receipts and inbound messages of the Messages API (v1, and the older v0.1 shapes), events of calls. After the
// signature was checked; pure, any thread. Only what the signature covers is read.
// A long inbound text of the SMS API comes as one webhook a part: marked partial, with what joins it.
// Error: invalid_argument when it is one of these but names no message, so it cannot be tied to anything.
#pragma once

#include "base/result.h"
#include "carrier/contract.h"

namespace tidings::carrier::vonage {

Result<WebhookEvent> read_vonage_webhook(const WebhookRequest& request);
// The same without asking for the id that dedupes it: to show what stands there, never to act on it.
WebhookEvent glance_vonage_webhook(const WebhookRequest& request);

}  // namespace tidings::carrier::vonage
