#include "access/audit.h"

#include "base/crypto.h"
#include "base/json.h"
#include "store/keys.h"

namespace tidings::access {
namespace {

// JSON keeps the fields apart: no two different rows have the same text.
std::string hash_of(const store::keys::AuditRow& row) {
  const json::array parts{row.previous_hash, row.at.ms, row.actor, row.action, row.subject, row.detail};
  return crypto::to_hex(crypto::sha256(json::serialize(parts)));
}

}  // namespace

void record(store::Session& s, std::string_view actor, std::string_view action, std::string_view subject,
            std::string_view detail, Instant now) {
  store::keys::AuditRow row{0,
                            now,
                            std::string(actor),
                            std::string(action),
                            std::string(subject),
                            std::string(detail),
                            store::keys::last_audit_hash(s),
                            {}};
  row.hash = hash_of(row);
  store::keys::insert_audit(s, row);
}

AuditVerdict verify_audit(store::Session& s) {
  AuditVerdict out;
  std::string previous;
  int64_t after = 0;
  while (true) {
    const auto page = store::keys::audit_page(s, after, 500);
    if (page.empty()) return out;
    for (const auto& row : page) {
      if (row.previous_hash != previous || row.hash != hash_of(row)) {
        out.first_bad = row.id;
        return out;
      }
      previous = row.hash;
      ++out.rows;
    }
    after = page.back().id;
  }
}

}  // namespace tidings::access
