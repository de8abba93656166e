// JSON Web Tokens, as far as Vonage uses them: RS256 on our requests, HS256 on its webhooks. Pure, any thread. Source:
// RFC 7515 and 7519; Vonage's pages on authentication and on signed webhooks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/rsa.h"

namespace tidings::carrier::vonage {

std::string make_rs256_token(const crypto::RsaKey& key, const json::object& claims);
std::string make_hs256_token(std::string_view secret, const json::object& claims);

// The claims of a token signed HS256 (no other algorithm, whatever its header says) with this secret.
std::optional<json::object> hs256_claims(std::string_view secret, std::string_view token);
// The claims as they stand there: to show what somebody claims, and to read what has been checked before.
std::optional<json::object> unchecked_claims(std::string_view token);

// An id as UUIDs are written, the same for the same text and for no other.
std::string uuid_of(std::string_view text);

}  // namespace tidings::carrier::vonage
