#include <fmt/format.h>

#include "store/database.h"
#include "store/history.h"
#include "store/sql.h"

namespace tidings::store {

Result<> migrate(Database& database) {
  TRY(database.write([](Session& s) -> Result<> {
    s.exec(sql::schema::create_meta);
    return {};
  }));
  int newest = 0;
  for (const auto& migration : sql::kMigrations) newest = std::max(newest, migration.number);
  int64_t at = 0;
  TRY(database.read([&](Session& s) -> Result<> {
    at = s.one(sql::schema::version).value_or(0);
    return {};
  }));
  if (at > newest) {
    return fail(ErrorCode::version_mismatch,
                fmt::format("the database is of schema {}, this program knows up to {}", at, newest), "schema",
                "start the newer program that wrote it, or restore a backup made before");
  }
  for (const auto& migration : sql::kMigrations) {
    if (migration.number <= at) continue;
    TRY(database.write([&](Session& s) -> Result<> {
      if (s.one(sql::schema::version).value_or(0) >= migration.number) return {};  // another node was first
      s.script(migration.sql);
      s.exec(sql::schema::record, migration.number, migration.name);
      return {};
    }));
  }
  // What comes before the daily work has begun (flow/intake/history_stage) should stand in its month. When it cannot be
  // made now it is made then, and no row is refused meanwhile: no reason not to start.
  std::ignore = database.write([](Session& s) -> Result<> {
    if (const auto now = s.server_time_ms()) history::make_months(s, {*now});
    return {};
  });
  return {};
}

}  // namespace tidings::store
