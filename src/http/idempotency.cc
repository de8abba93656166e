#include "http/idempotency.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "net/problem.h"
#include "store/keys.h"

namespace tidings::http {

Result<std::string> idempotency_key(const Call& call) {
  const auto key = call.request.headers.get("Idempotency-Key");
  if (key.empty()) return std::string();
  if (key.size() > limits::kIdempotencyKeyBytes) {
    return fail(ErrorCode::invalid_argument, "the idempotency key is too long", "Idempotency-Key",
                fmt::format("at most {} bytes; a UUID is enough", limits::kIdempotencyKeyBytes));
  }
  return fmt::format("{}:{}", call.who.key_id, key);
}

std::string request_hash(const Call& call, std::string_view upload_digest) {
  const json::array parts{call.request.method, call.request.url, call.request.body, json::string_view(upload_digest)};
  return crypto::to_hex(crypto::sha256(json::serialize(parts)));
}

std::optional<HttpResponse> kept_answer(store::Session& s, const std::string& key, const std::string& hash) {
  const auto kept = store::keys::stored_answer(s, key);
  if (!kept) return std::nullopt;
  if (kept->request_hash != hash) {
    return net::problem(422, {ErrorCode::conflict, "this idempotency key was used for another request",
                              "Idempotency-Key", "use a new key for a new request"});
  }
  HttpResponse out;
  out.status = kept->status;
  out.headers.add("Content-Type", "application/json");
  out.headers.add("Idempotent-Replayed", "true");
  out.body = kept->body;
  return out;
}

void keep_answer(store::Session& s, const std::string& key, const std::string& hash, const HttpResponse& response,
                 Instant now) {
  store::keys::store_answer(s, key, {hash, response.status, response.body}, now);
}

}  // namespace tidings::http
