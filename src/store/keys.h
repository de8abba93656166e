// API keys (hashes only), answers kept for idempotent repeats, and the rows of the audit chain. Meaning is given by
// access/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace tidings::store::keys {

struct Key {
  int64_t id = 0;
  std::string name;
  Instant created_at, revoked_at;  // of all() only
};
int64_t insert(Session& s, std::string_view name, std::string_view hash, Instant now);
std::optional<Key> by_hash(Session& s, std::string_view hash);
std::vector<Key> all(Session& s);
int64_t count(Session& s);
bool revoke(Session& s, int64_t id, Instant now);

struct StoredAnswer {
  std::string request_hash;
  int status = 0;
  std::string body;
};
std::optional<StoredAnswer> stored_answer(Session& s, std::string_view key);
void store_answer(Session& s, std::string_view key, const StoredAnswer& answer, Instant now);
int64_t forget_answers(Session& s, Instant older_than);

struct AuditRow {
  int64_t id = 0;
  Instant at;
  std::string actor, action, subject, detail, previous_hash, hash;
};
std::string last_audit_hash(Session& s);  // empty for the first
int64_t insert_audit(Session& s, const AuditRow& row);
std::vector<AuditRow> audit_page(Session& s, int64_t after, int64_t most);
std::vector<AuditRow> audit_of(Session& s, std::string_view subject, int64_t after, int64_t most);

}  // namespace tidings::store::keys
