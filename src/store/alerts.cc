#include "store/alerts.h"

#include "store/sql.h"

namespace tidings::store::alerts {
namespace {

std::vector<Notice> read_all(std::unique_ptr<Cursor> c) {
  std::vector<Notice> out;
  while (c->next()) {
    out.push_back({c->string(0), c->id<IncidentId>(1), c->string(2), c->string(3), static_cast<int>(c->integer(4)),
                   c->instant(5), c->string(6), c->instant(7)});
  }
  return out;
}

}  // namespace

std::vector<Unseen> unseen(Session& s, std::string_view route, int64_t most) {
  std::vector<Unseen> out;
  const auto c = s.query(sql::alerts::unseen, route, most);
  while (c->next())
    out.push_back({c->id<IncidentId>(0), static_cast<incidents::Severity>(c->integer(1)), c->instant(2)});
  return out;
}

std::vector<OpenNotice> open(Session& s, int64_t most) {
  std::vector<OpenNotice> out;
  const auto c = s.query(sql::alerts::open, most);
  while (c->next()) {
    out.push_back({c->string(0), c->id<IncidentId>(1), c->string(2), static_cast<int>(c->integer(3)), c->instant(4),
                   static_cast<incidents::Severity>(c->integer(5))});
  }
  return out;
}

void add(Session& s, std::string_view route, IncidentId incident, std::string_view what, std::string_view state,
         bool over, Instant now) {
  s.exec(sql::alerts::add, route, incident, what, state, now, over ? int64_t{1} : int64_t{0});
}

std::vector<Notice> due(Session& s, Instant now, int64_t most) {
  return read_all(s.query(sql::alerts::due, now, most));
}

void set(Session& s, const Notice& notice) {
  s.exec(sql::alerts::set, notice.route, notice.incident, notice.what, notice.state, int64_t{notice.attempts},
         notice.next_at, notice.problem);
}

void end(Session& s, std::string_view route, IncidentId incident) { s.exec(sql::alerts::end, route, incident); }

std::vector<Notice> of_incident(Session& s, IncidentId incident) {
  return read_all(s.query(sql::alerts::of_incident, incident));
}

}  // namespace tidings::store::alerts
