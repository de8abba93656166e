// Webhooks of the Messages API: the body as an object, of form v1 or v0.1 (addresses that are objects, the text inside
// message.content). Pure.
#pragma once

#include "base/json.h"
#include "carrier/contract.h"

namespace tidings::carrier::vonage {

// Other channels than texts leave the event as it is: ignored.
void read_messages_webhook(const json::object& body, WebhookEvent& event);

// The number of an error of this API: its title, its code (v0.1), or the end of its type; empty: none.
std::string messages_error_code(const json::object& error);

}  // namespace tidings::carrier::vonage
