// Tables of history in parts by month. A part is made and dropped inside a write, so no other writer is at work;
// readers are waited for, but not for long: all writers of all nodes wait meanwhile.
#include <fmt/format.h>

#include "base/limits.h"
#include "store/history.h"
#include "store/postgres/connection.h"

namespace tidings::store::postgres {
namespace {

std::string part_of(std::string_view table, Instant month) {
  return fmt::format("{}_{}_{}", table, format_utc(month).substr(0, 4), format_utc(month).substr(5, 2));
}

// Of our making; the rest, and what a person made beside them, is none.
std::optional<Instant> month_of_part(std::string_view table, std::string_view part) {
  if (part.size() != table.size() + 8 || part[table.size() + 5] != '_') return std::nullopt;
  const auto at =
      parse_utc(fmt::format("{}-{}-01T00:00Z", part.substr(table.size() + 1, 4), part.substr(table.size() + 6)));
  return at && part_of(table, *at) == part ? std::optional(*at) : std::nullopt;
}

class ShortWait {
 public:
  explicit ShortWait(Connection& c) : c_(c) { set(limits::kHistoryLockMs); }
  // Not when it failed: its savepoint takes this back too.
  void over() { set(limits::kStoreTurnMs); }

 private:
  void set(int64_t ms) { c_.plain(fmt::format("SET LOCAL lock_timeout = {}", ms).c_str()); }
  Connection& c_;
};

std::vector<Instant> months_of(Connection& c, std::string_view table) {
  std::vector<Instant> out;
  auto rows = c.open_text(fmt::format("SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
                                      "WHERE i.inhparent = '{}'::regclass ORDER BY 1",
                                      table),
                          nullptr, 0);
  while (rows->next()) {
    if (const auto month = month_of_part(table, rows->text(0))) out.push_back(*month);
  }
  return out;
}

int64_t number(Connection& c, const std::string& sql) { return std::stoll("0" + c.text_of(sql.c_str())); }

}  // namespace

std::optional<int> Connection::make_months(const HistoryTable& table, Instant from, Instant to) {
  std::vector<Instant> missing;
  const auto there = months_of(*this, table.name);
  for (Instant month = history::month_of(from); month <= to; month = history::months_later(month, 1)) {
    if (std::ranges::find(there, month) == there.end()) missing.push_back(month);
  }
  // The server reads all of the rest to see that nothing in it belongs to the new part.
  const int64_t most = limits::kHistoryRestMost;
  if (missing.empty() || number(*this, fmt::format("SELECT count(*) FROM (SELECT FROM {}_rest LIMIT {}) r", table.name,
                                                   most + 1)) > most) {
    return 0;
  }
  int made = 0;
  ShortWait wait(*this);
  for (const Instant month : missing) {
    const Instant end = history::months_later(month, 1);
    // Rows that came before their part was made stay where they are, and so do the others of that month.
    if (text_of(fmt::format("SELECT EXISTS (SELECT FROM {}_rest WHERE {} >= {} AND {} < {})", table.name, table.at,
                            month.ms, table.at, end.ms)
                    .c_str()) == "t") {
      continue;
    }
    plain(fmt::format("CREATE TABLE {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})", part_of(table.name, month),
                      table.name, month.ms, end.ms)
              .c_str());
    ++made;
  }
  wait.over();
  return made;
}

bool Connection::drop_month(const HistoryTable& table, Instant before) {
  for (const Instant month : months_of(*this, table.name)) {
    if (history::months_later(month, 1) > before) return false;
    const std::string part = part_of(table.name, month);
    const auto newest = [&](std::string_view of) {
      return number(*this, fmt::format("SELECT coalesce(max(id), 0) FROM {}", of));
    };
    if (const int64_t id = newest(part); id > 0 && id == newest(table.name)) continue;
    std::string kept;
    for (const auto select : table.kept)
      kept += (kept.empty() ? "" : " UNION ALL ") + fmt::format(fmt::runtime(select), part);
    const int64_t most = limits::kHistoryKeptMost;
    if (number(*this, fmt::format("SELECT count(*) FROM ({} LIMIT {}) k", kept, most + 1)) > most) continue;
    ShortWait wait(*this);
    plain(fmt::format("ALTER TABLE {} DETACH PARTITION {}", table.name, part).c_str());
    plain(fmt::format("INSERT INTO {} {}", table.name, kept).c_str());  // there is no part for them now: into the rest
    plain(fmt::format("DROP TABLE {}", part).c_str());
    wait.over();
    return true;
  }
  return false;
}

}  // namespace tidings::store::postgres
