// Writes that are repeated with the same Idempotency-Key are answered, not done again. The answer is kept in the very
// transaction of the change, so no crash can part them. Worker threads; Source: the IETF draft "Idempotency-Key".
#pragma once

#include <optional>
#include <string>

#include "http/call.h"

namespace tidings::http {

// The header, bound to the caller's key. Empty: none was sent. Error: invalid_argument when it is too long.
Result<std::string> idempotency_key(const Call& call);
// What makes a request the same request.
std::string request_hash(const Call& call, std::string_view upload_digest);
// The kept answer of that key, or none. An answer of 422 when the key belongs to another request.
std::optional<HttpResponse> kept_answer(store::Session& s, const std::string& key, const std::string& hash);
void keep_answer(store::Session& s, const std::string& key, const std::string& hash, const HttpResponse& response,
                 Instant now);

}  // namespace tidings::http
