// API keys and what they may do. A key is shown once; only its hash is kept. Any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/http.h"
#include "base/result.h"
#include "store/database.h"

namespace tidings::access {

// What a route asks for. One administrator key has all of them today; roles come with their issue.
enum class Permission { none, read, send, manage, administer };

struct Principal {
  int64_t key_id = 0;
  std::string name;  // the actor in audit and history
};

// A new key: shown to whoever asked for it, never again.
std::string make_key(store::Session& s, std::string_view name, Instant now);
// The first key of a deployment, when there is none yet. It is kept before it is committed: a crash in between makes
// another one at the next start instead of leaving one that nobody has seen.
using KeepKey = std::function<Result<>(const std::string&)>;
Result<std::optional<std::string>> ensure_first_key(store::Database& database, Instant now, const KeepKey& keep);

// "Authorization: Bearer KEY", "X-Api-Key: KEY", or Basic with the key as password. Error: unauthenticated.
Result<Principal> authenticate(store::Session& s, const HttpHeaders& headers);

}  // namespace tidings::access
