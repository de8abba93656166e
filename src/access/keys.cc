#include "access/keys.h"

#include "base/crypto.h"
#include "store/keys.h"

namespace tidings::access {
namespace {

constexpr size_t kKeyBytes = 24;

// Keys are long and random, so a plain hash cannot be turned back; no slow hash is needed.
std::string hash_of(std::string_view key) { return crypto::to_hex(crypto::sha256(key)); }

std::string presented_key(const HttpHeaders& headers) {
  if (const auto key = headers.get("X-Api-Key"); !key.empty()) return std::string(key);
  const auto authorization = headers.get("Authorization");
  if (authorization.starts_with("Bearer ")) return std::string(authorization.substr(7));
  if (authorization.starts_with("Basic ")) {
    const auto pair = crypto::from_base64(authorization.substr(6));
    if (pair) return pair->substr(pair->find(':') + 1);
  }
  return {};
}

}  // namespace

std::string make_key(store::Session& s, std::string_view name, Instant now) {
  const std::string key = "tid_" + crypto::random_token(kKeyBytes);
  store::keys::insert(s, name, hash_of(key), now);
  return key;
}

Result<std::optional<std::string>> ensure_first_key(store::Database& database, Instant now, const KeepKey& keep) {
  using Key = std::optional<std::string>;
  return store::write_value<Key>(database, [&](store::Session& s) -> Result<Key> {
    if (store::keys::count(s) > 0) return Key();
    Key key = make_key(s, "administrator", now);
    TRY(keep(*key));
    return key;
  });
}

Result<Principal> authenticate(store::Session& s, const HttpHeaders& headers) {
  const std::string key = presented_key(headers);
  if (key.empty()) {
    return fail(ErrorCode::unauthenticated, "this needs an API key", "Authorization",
                "send the header Authorization: Bearer KEY");
  }
  const auto found = store::keys::by_hash(s, hash_of(key));
  if (!found) {
    return fail(ErrorCode::unauthenticated, "the API key is not known", "Authorization",
                "it may have been revoked; ask an administrator");
  }
  return Principal{found->id, found->name};
}

}  // namespace tidings::access
