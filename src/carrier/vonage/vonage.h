// Vonage (Nexmo) as a carrier, by its SMS API or its Messages API, and its Voice API: build requests, read answers,
// check and read webhooks. No network here. On the journey: between dispatch and Vonage, and between Vonage and intake.
// Immutable once made; any thread.
//
// Keys of the configuration (every other key is an error that names it):
//   api                         sms (the default) or messages, which also sends pictures (MMS)
//   api_key, api_secret         8 letters and digits, and its secret: requests by Basic authentication
//   application_id, private_key an application and its RSA key (PEM; private_key_file names a file): requests of the
//                               Messages API then carry a token of their own instead, signed RS256, good for 15
//                               minutes; and only with them there are calls
//   sign_requests               sms: true = requests carry `sig` instead of the secret, by signature_secret and _method
//   signature_secret            checks webhooks; without it every webhook is refused
//   signature_method            md5hash, md5, sha1, sha256 or sha512: of `sig`; whichever fits where it is left out
//   max_age_s                   how old (or new) a signed webhook may be, default 300
//   base_url                    default https://rest.nexmo.com (sms) or https://api.nexmo.com; http only to loopback
//   reports_url                 default https://api.nexmo.com: unknown outcomes are looked up (needs api_secret)
//   voice_url                   default https://api.nexmo.com: calls
//   calls_per_s                 default 3: calls a second that the account may begin
//   requests_per_s              default 30: messages a second
//   media_bytes                 default 500000, of one picture: Vonage names no limit, networks take little more
//   status_callback_url         default <public_url>/webhooks/vonage/status; at most 100 characters
//
// A request's time comes with the message (OutgoingMessage::now); a token's id is made of the message, that time and
// the attempt, so that no two requests carry the same one and building stays pure.
#pragma once

#include <memory>

#include "carrier/contract.h"
#include "carrier/vonage/signature.h"
#include "carrier/vonage/webhook.h"

namespace tidings::carrier::vonage {

// Error: invalid_argument; `where` is the key.
Result<std::unique_ptr<Carrier>> make_vonage(const CarrierConfig& config);

}  // namespace tidings::carrier::vonage
