// Reads Twilio's webhooks: status callbacks, inbound messages, call status. After the signature was checked; pure, any
// thread. Only what the signature covers is read: the form of a POST, the query of a GET; our own reference `m` always
// comes from the URL we gave.
// Error: invalid_argument when it is one of these but names no message, so it cannot be tied to anything.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "carrier/contract.h"

namespace tidings::carrier::twilio {

Result<WebhookEvent> read_twilio_webhook(const WebhookRequest& request);
// The same without asking for the id that dedupes it: to show what stands there, never to act on it.
WebhookEvent glance_twilio_webhook(const WebhookRequest& request);
// One of the one-word texts that stop or start at Twilio, which it answers itself where Advanced Opt-Out is off: in any
// case, with spaces around it. Source: reference/compliance §2.1.
bool is_twilio_keyword(std::string_view text);
HttpResponse answer_twilio_webhook(const WebhookEvent& event);  // empty TwiML for a message, otherwise 204

}  // namespace tidings::carrier::twilio
