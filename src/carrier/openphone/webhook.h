// Reads OpenPhone's webhooks of all three generations, after the signature was checked; pure, any thread.
//   app-created          apiVersion v2: text in `body`, `to` a text
//   API-created          apiVersion v4: text in `text`, `to` a list
//   of 2026-03-30        data.resource with data.context beside it, which names the numbers
// Error: invalid_argument when it is not JSON, or is a message or a call and names none.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "carrier/contract.h"

namespace tidings::carrier::openphone {

Result<WebhookEvent> read_openphone_webhook(const WebhookRequest& request);
// The same without asking for an id: to show what stands there, never to act on it.
WebhookEvent glance_openphone_webhook(const WebhookRequest& request);

// A message's media as OpenPhone writes them: url, type.
std::vector<std::pair<std::string, std::string>> read_media(const json::object& message);

}  // namespace tidings::carrier::openphone
