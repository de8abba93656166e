#include "store/inbound_parts.h"

#include <algorithm>

#include "store/sql.h"

namespace tidings::store::inbound_parts {
namespace {

std::vector<Part> read(std::unique_ptr<Cursor> c) {
  std::vector<Part> out;
  while (c->next()) {
    out.push_back({c->integer(0), c->string(1), c->string(2), c->string(3), c->string(4), c->string(5),
                   static_cast<int>(c->integer(6)), static_cast<int>(c->integer(7)), c->string(8), c->instant(9),
                   c->instant(10), c->instant(11)});
  }
  return out;
}

}  // namespace

bool add(Session& s, const Part& p) {
  return s
      .one(sql::parts::came, p.carrier, p.provider_id, p.from, p.to, p.ref, p.part, p.parts, p.body, p.received_at,
           p.due_at)
      .has_value();
}
std::vector<Part> of_the_same(Session& s, const Part& p, Instant since) {
  auto out = read(s.query(sql::parts::together, p.from, p.to, p.ref, p.carrier, p.parts, since));
  std::ranges::sort(out, {}, [](const Part& one) { return std::pair(one.part, one.id); });
  return out;
}
std::vector<Part> due(Session& s, Instant now, int64_t most) { return read(s.query(sql::parts::due, now, most)); }
void join(Session& s, int64_t id, Instant now) { s.exec(sql::parts::join, id, now); }
void put_off(Session& s, int64_t id, Instant until) { s.exec(sql::parts::put_off, id, until); }
int64_t forget(Session& s, Instant joined_before) { return s.exec(sql::parts::forget, joined_before); }
void erase(Session& s, std::string_view from) { s.exec(sql::parts::erase, from); }

}  // namespace tidings::store::inbound_parts
