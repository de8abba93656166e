// tidings backup, migrate, audit: on the database file itself. Backup and audit work beside a running server.
#include <fmt/format.h>

#include <filesystem>

#include "access/audit.h"
#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/move.h"
#include "app/cli/server_config.h"
#include "app/cli/table.h"
#include "app/open_store.h"
#include "base/env.h"
#include "store/postgres/postgres_database.h"
#include "store/sqlite/beside.h"

namespace tidings::app::cli {
namespace {

struct Flags {
  ServerFlags server;
  std::string file;
  std::string from, to;
};

Result<int> backup(Context& context, const Flags& flags) {
  const Config config = TRY(server_config(context, flags.server));
  if (!config.database.empty()) {
    return fail(ErrorCode::invalid_argument, "PostgreSQL has its own tools for backups", flags.file,
                fmt::format("pg_dump --format=custom --file={} {}", flags.file, store_name(config)));
  }
  TRY(store::sqlite::backup_file(config.database_path(), flags.file));
  std::error_code ec;
  const auto bytes = std::filesystem::file_size(flags.file, ec);
  put(context.out, fmt::format("{}: {} bytes, a whole database of this moment\n", flags.file,
                               thousands(ec ? 0 : static_cast<int64_t>(bytes))));
  put(context.out, "to restore it: stop the server and put it in the place of " + config.database_path() + "\n");
  return kDone;
}

Result<int> migrate(Context& context, const Flags& flags) {
  if (!flags.from.empty() || !flags.to.empty()) return move_database(context, flags.from, flags.to);
  const Config config = TRY(server_config(context, flags.server));
  std::error_code ec;
  if (config.database.empty() && !std::filesystem::exists(config.database_path(), ec)) {
    return fail(ErrorCode::not_found, "there is no database", config.database_path(),
                "`tidings serve` makes a new one by itself");
  }
  SystemClock clock;
  Random random = Random::from_system();
  Metrics metrics;
  const auto log = make_silent_log();
  const auto database = TRY(app::open_store({clock, random, *log, metrics}, config, {.inline_writes = true}));
  TRY(store::migrate(*database));
  put(context.out, store_name(config) + " is of this program's schema\n");
  return kDone;
}

Result<int> verify_audit(Context& context, const Flags& flags) {
  const Config config = TRY(server_config(context, flags.server));
  access::AuditVerdict verdict;
  TRY(app::read_beside(config, [&](store::Session& s) -> Result<> {
    verdict = access::verify_audit(s);
    return {};
  }));
  if (verdict.first_bad != 0) {
    return fail(ErrorCode::corrupt, fmt::format("the audit chain breaks at entry {}", verdict.first_bad),
                store_name(config), "entries were changed, removed or inserted from there on; compare with a backup");
  }
  put(context.out, fmt::format("the audit chain holds: {} entries\n", thousands(verdict.rows)));
  return kDone;
}

}  // namespace

void add_store(Command& root) {
  auto& of_backup = root.sub("backup", "copy the database, also while the server runs");
  const auto b = std::make_shared<Flags>();
  of_backup.argument("FILE", b->file, "a file that does not exist yet");
  add_config_flags(of_backup, b->server);
  of_backup.run([b](Context& context) { return backup(context, *b); });

  auto& of_migrate = root.sub("migrate", "bring the database to this program's schema; the server must be stopped");
  const auto m = std::make_shared<Flags>();
  add_config_flags(of_migrate, m->server);
  of_migrate.option("--from", m->from, "DATABASE", "move everything of this one (sqlite:FILE or postgres://…)…");
  of_migrate.option("--to", m->to, "DATABASE", "…into this empty one; its server must be stopped too");
  of_migrate.run([m](Context& context) { return migrate(context, *m); });

  auto& audit = root.sub("audit", "the record of who did what");
  auto& verify = audit.sub("verify", "check that nothing in it was changed");
  const auto v = std::make_shared<Flags>();
  add_config_flags(verify, v->server);
  verify.run([v](Context& context) { return verify_audit(context, *v); });
}

}  // namespace tidings::app::cli
