#include "store/redactions.h"

#include "store/sql.h"

namespace tidings::store::redactions {

void add_message(Session& s, int64_t message, Instant now) { s.exec(sql::redactions::add_message, message, now); }
void add_inbound(Session& s, int64_t inbound, Instant now) { s.exec(sql::redactions::add_inbound, inbound, now); }

std::vector<RedactionRow> due(Session& s, Instant now, size_t most) {
  std::vector<RedactionRow> out;
  auto c = s.query(sql::redactions::due, now, most);
  while (c->next()) {
    out.push_back({.carrier = c->string(0),
                   .provider_id = c->string(1),
                   .begun_at = c->instant(2),
                   .tries = static_cast<int>(c->integer(3))});
  }
  return out;
}

void done(Session& s, const RedactionRow& row) { s.exec(sql::redactions::done, row.carrier, row.provider_id); }

void later(Session& s, const RedactionRow& row, Instant due_at, int tries) {
  s.exec(sql::redactions::later, row.carrier, row.provider_id, due_at, tries);
}

}  // namespace tidings::store::redactions
