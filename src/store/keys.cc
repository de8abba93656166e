#include "store/keys.h"

#include "store/sql.h"

namespace tidings::store::keys {

int64_t insert(Session& s, std::string_view name, std::string_view hash, Instant now) {
  return s.one(sql::keys::insert, name, hash, now).value_or(0);
}

std::optional<Key> by_hash(Session& s, std::string_view hash) {
  auto rows = s.query(sql::keys::by_hash, hash);
  std::optional<Key> out;
  if (rows->next()) out = Key{.id = rows->integer(0), .name = rows->string(1)};
  return out;
}

std::vector<Key> all(Session& s) {
  std::vector<Key> out;
  auto rows = s.query(sql::keys::all);
  while (rows->next()) out.push_back({rows->integer(0), rows->string(1), rows->instant(2), rows->instant(3)});
  return out;
}

int64_t count(Session& s) { return s.one(sql::keys::count).value_or(0); }
bool revoke(Session& s, int64_t id, Instant now) { return s.exec(sql::keys::revoke, id, now) == 1; }

std::optional<StoredAnswer> stored_answer(Session& s, std::string_view key) {
  auto rows = s.query(sql::keys::stored_answer, key);
  std::optional<StoredAnswer> out;
  if (rows->next()) out = StoredAnswer{rows->string(0), static_cast<int>(rows->integer(1)), rows->string(2)};
  return out;
}

void store_answer(Session& s, std::string_view key, const StoredAnswer& answer, Instant now) {
  s.exec(sql::keys::store_answer, key, answer.request_hash, answer.status, answer.body, now);
}

int64_t forget_answers(Session& s, Instant older_than) { return s.exec(sql::keys::forget_answers, older_than); }

std::string last_audit_hash(Session& s) {
  auto rows = s.query(sql::keys::audit_last);
  return rows->next() ? rows->string(0) : std::string();
}

int64_t insert_audit(Session& s, const AuditRow& r) {
  return s.one(sql::keys::audit_insert, r.at, r.actor, r.action, r.subject, r.detail, r.previous_hash, r.hash)
      .value_or(0);
}

namespace {
std::vector<AuditRow> read_audit(std::unique_ptr<Cursor> rows) {
  std::vector<AuditRow> out;
  while (rows->next()) {
    out.push_back({rows->integer(0), rows->instant(1), rows->string(2), rows->string(3), rows->string(4),
                   rows->string(5), rows->string(6), rows->string(7)});
  }
  return out;
}
}  // namespace

std::vector<AuditRow> audit_page(Session& s, int64_t after, int64_t most) {
  return read_audit(s.query(sql::keys::audit_page, after, most));
}
std::vector<AuditRow> audit_of(Session& s, std::string_view subject, int64_t after, int64_t most) {
  return read_audit(s.query(sql::keys::audit_of, subject, after, most));
}

}  // namespace tidings::store::keys
