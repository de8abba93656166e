#include "app/cli/move.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/cli/exit_codes.h"
#include "app/cli/table.h"
#include "base/env.h"
#include "store/copy.h"
#include "store/postgres/postgres_database.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::app::cli {
namespace {

constexpr std::string_view kFile = "sqlite:";

bool is_server(std::string_view name) { return name.starts_with("postgres://") || name.starts_with("postgresql://"); }

std::string shown(const std::string& name) { return is_server(name) ? store::postgres::shown_url(name) : name; }

Result<std::unique_ptr<store::Database>> open(Env env, const std::string& name, const char* flag, bool must_exist) {
  if (is_server(name)) {
    TRY(store::postgres::alone(name));
    return store::postgres::open(env, {.url = name, .inline_writes = true, .readers = 1});
  }
  if (!name.starts_with(kFile)) {
    return fail(ErrorCode::invalid_argument, "is no name of a database", flag,
                "write sqlite:/var/lib/tidings/tidings.db or postgres://user@host/database");
  }
  const std::string path = name.substr(kFile.size());
  std::error_code ec;
  if (must_exist && !std::filesystem::exists(path, ec))
    return fail(ErrorCode::not_found, "there is no database", path, "name the file, DIR/tidings.db of the data folder");
  return store::sqlite::open(env, {.path = path, .inline_writes = true});
}

}  // namespace

Result<int> move_database(Context& context, const std::string& from, const std::string& to) {
  if (from.empty() || to.empty()) {
    return fail(ErrorCode::invalid_argument, "both ends of a move are needed", from.empty() ? "--from" : "--to",
                "write --from sqlite:data/tidings.db --to postgres://user@host/database");
  }
  SystemClock clock;
  Random random = Random::from_system();
  Metrics metrics;
  const auto log = make_silent_log();
  const Env env{clock, random, *log, metrics};
  const auto source = TRY(open(env, from, "--from", true));
  const auto target = TRY(open(env, to, "--to", false));
  TRY(store::migrate(*target));
  const auto report = TRY(store::move_database(*source, *target, shown(to), [&](std::string_view table, int64_t rows) {
    if (rows > 0) put(context.out, fmt::format("{:<20} {:>15}\n", table, thousands(rows)));
  }));
  put(context.out, fmt::format("{} rows of {} tables are in {} now; {} is not served any more\n",
                               thousands(report.rows), report.tables, shown(to), shown(from)));
  return kDone;
}

}  // namespace tidings::app::cli
