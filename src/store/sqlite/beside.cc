#include "store/sqlite/beside.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>

#include "store/sql.h"
#include "store/sqlite/connection.h"
#include "store/workspaces.h"

namespace tidings::store::sqlite {
namespace {

Result<> must_exist(const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) return {};
  return fail(ErrorCode::not_found, "there is no database", path, "name the data folder of the server");
}

// One step copies a consistent snapshot: readers of a WAL do not stop the writer.
Result<> copy(Connection& from, const std::string& to) {
  sqlite3* target = nullptr;
  int code = sqlite3_open_v2(to.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_backup* backup = sqlite3_backup_init(target, "main", from.handle(), "main");
    if (backup != nullptr) {
      while ((code = sqlite3_backup_step(backup, -1)) == SQLITE_BUSY || code == SQLITE_LOCKED) sqlite3_sleep(10);
      sqlite3_backup_finish(backup);
    }
    code = sqlite3_errcode(target);
  }
  Result<> result;
  if (code != SQLITE_OK) result = std::unexpected(error_of(code, sqlite3_errmsg(target), to));
  sqlite3_close_v2(target);
  return result;
}

Result<> check_schema(Connection& connection, const std::string& path) {
  int newest = 0;
  for (const auto& migration : sql::kMigrations) newest = std::max(newest, migration.number);
  const int64_t at = connection.one(sql::schema::version).value_or(0);
  if (at == newest) return {};
  return fail(ErrorCode::version_mismatch,
              "the database is of schema " + std::to_string(at) + ", this program's is " + std::to_string(newest), path,
              at < newest ? "run `tidings migrate`" : "use the newer program that wrote it");
}

Result<> run(const std::string& path, bool read_only, const Database::Work& work) {
  TRY(must_exist(path));
  try {
    Connection connection(path, read_only);
    connection.plain(read_only ? "BEGIN" : "BEGIN IMMEDIATE");
    auto result = check_schema(connection, path);
    if (result) result = work(connection);
    connection.plain(result ? "COMMIT" : "ROLLBACK");
    return result;
  } catch (const StoreFailure& failure) {
    return std::unexpected(failure.error);
  }
}

}  // namespace

Result<> read_beside(const std::string& path, const Database::Work& work) { return run(path, true, work); }
Result<> write_beside(const std::string& path, const Database::Work& work) { return run(path, false, work); }

Result<> check_file(const std::string& path) {
  TRY(must_exist(path));
  try {
    Connection(path, true).quick_check(path);
  } catch (const StoreFailure& failure) {
    return std::unexpected(failure.error);
  }
  return {};
}

Result<> backup_file(const std::string& from, const std::string& to) {
  TRY(must_exist(from));
  if (::access(to.c_str(), F_OK) == 0) {
    return fail(ErrorCode::already_exists, "the backup file is already there", to,
                "name a file that does not exist yet");
  }
  const std::string part = to + ".part";
  ::unlink(part.c_str());
  Result<> result;
  try {
    Connection connection(from, true);
    result = copy(connection, part);
    // Whoever puts it back must know: it does not hold what was sent after this moment.
    if (result) Connection(part, false).exec(sql::workspaces::put_setting, workspaces::kFromBackup, "yes");
  } catch (const StoreFailure& failure) {
    result = std::unexpected(failure.error);
  }
  if (result && ::rename(part.c_str(), to.c_str()) != 0) {
    result = fail(ErrorCode::storage_full, "the finished backup cannot be given its name", to,
                  "check the folder's permissions");
  }
  if (!result) ::unlink(part.c_str());
  return result;
}

}  // namespace tidings::store::sqlite
