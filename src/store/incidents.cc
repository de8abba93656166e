#include "store/incidents.h"

#include "base/check.h"
#include "store/sql.h"

namespace tidings::store::incidents {
namespace {

std::vector<Incident> read_all(std::unique_ptr<Cursor> c) {
  std::vector<Incident> out;
  while (c->next()) {
    out.push_back({c->id<IncidentId>(0), c->string(1), static_cast<Severity>(c->integer(2)), c->string(3),
                   c->instant(4), c->instant(5), c->integer(6), c->instant(7), c->string(8)});
  }
  return out;
}

std::optional<Incident> first(std::vector<Incident> found) {
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
    case Severity::critical:
      return "critical";
  }
  return "error";
}

Opened open(Session& s, std::string_view key, Severity severity, std::string_view text, Instant now) {
  auto rows = s.query(sql::incidents::open, key, severity, text, now);
  check(rows->next(), "an opened incident has an id");
  const Opened out{rows->id<IncidentId>(0), rows->integer(1) == 1};
  while (rows->next()) {
  }
  return out;
}

bool resolve(Session& s, std::string_view key, std::string_view resolution, Instant now) {
  return s.exec(sql::incidents::resolve, key, now, resolution) > 0;
}

std::optional<Incident> open_by_key(Session& s, std::string_view key) {
  return first(read_all(s.query(sql::incidents::open_by_key, key)));
}
std::optional<Incident> by_id(Session& s, IncidentId id) { return first(read_all(s.query(sql::incidents::by_id, id))); }
std::vector<Incident> in_force(Session& s, IncidentId after, int64_t most) {
  return read_all(s.query(sql::incidents::in_force, after, most));
}
std::vector<Incident> page(Session& s, IncidentId before, int64_t most) {
  return read_all(s.query(sql::incidents::page, before, most));
}

}  // namespace tidings::store::incidents
