// Vonage's wire format, seen from the server's side: SMS API, Messages API and Reports API. Written from the same
// description as the carrier, with code of its own. Pure.
//
// The account: vonage_key, and auth_token as its secret; requests may be signed instead, or (Messages API) carry a
// token of an application whose public key is vonage_public_key. A message's id is its sid; of several parts the
// further ones are sid + "p2" and so on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "base/json.h"
#include "carrier/sandbox/ledger.h"
#include "carrier/sandbox/options.h"

namespace tidings::carrier::sandbox {

enum class VonageDoor { none, sms, messages, reports, voice };
// OpenPhone has one path in common with the Messages API: who is asked shows in the credentials.
VonageDoor vonage_door(const HttpRequest& request, std::string_view path);

// nullopt: welcome. now: of a token's time.
std::optional<HttpResponse> check_vonage_access(const HttpRequest& request, VonageDoor door,
                                                const SandboxOptions& options, Instant now);

// code is Twilio's; 429 and 5xx come as they were seen, others in the answer's own words.
HttpResponse vonage_error(Tongue tongue, int status, int code);

// A new message as Twilio's fields and "ClientRef", so that what becomes of it is decided in one place. nullopt: not as
// documented. A text the SMS API was not told to be unicode loses the characters GSM-7 does not have.
std::optional<FormFields> read_vonage_message(const HttpRequest& request, VonageDoor door);

HttpResponse vonage_accepted(const Message& message);
std::vector<std::string> vonage_ids(const Message& message);  // one a part

HttpResponse list_vonage_records(Ledger& ledger, std::string_view query, const SandboxOptions& options, Instant now);

// The parts of a text as they come in; one when it is short.
std::vector<std::string> vonage_parts(std::string_view text);

// Status words and codes for what Twilio calls `status` and `code`.
struct VonageWord {
  std::string status, code;
};
VonageWord vonage_word(Tongue tongue, std::string_view status, int code);

std::string bare_number(std::string_view number);  // without the plus

}  // namespace tidings::carrier::sandbox
