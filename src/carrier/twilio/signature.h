// X-Twilio-Signature: is this webhook from the account that owns the token, and unchanged? Stands before everything
// else on the way in; pure, any thread. Source of the rules: Twilio's webhook security pages and its SDKs.
//
// What it covers: a form POST by URL and every parameter; a GET by its URL alone; any request whose URL carries
// bodySHA256 by URL and the hash of the raw body. A POST with any other body is covered by nothing and never valid.
#pragma once

#include <string>
#include <string_view>

#include "base/http.h"
#include "carrier/contract.h"

namespace tidings::carrier::twilio {

// request.url: the public URL as configured at Twilio. Needs no account sid, so `tidings explain webhook` can use it.
Signature check_twilio_signature(std::string_view auth_token, const WebhookRequest& request);

// The header's value for one exact URL; fields empty for GET and for bodies covered by bodySHA256.
std::string sign(std::string_view auth_token, std::string_view url, const FormFields& fields);

}  // namespace tidings::carrier::twilio
