#include "tests/support/store_places.h"

#include <filesystem>
#include <fstream>

#include "store/postgres/postgres_database.h"
#include "store/sqlite/sqlite_database.h"
#include "tests/support/postgres_server.h"
#include "tests/support/test_env.h"

namespace tidings::test {
namespace {

class SqlitePlace final : public StorePlace {
 public:
  Result<std::unique_ptr<store::Database>> open(Env env, bool inline_writes) override {
    return store::sqlite::open(env, {.path = folder_.file("store.db"), .inline_writes = inline_writes});
  }
  std::string backup_path(std::string_view name) const override { return folder_.file(name); }
  Result<std::unique_ptr<store::Database>> open_backup(Env env, std::string_view name) override {
    return store::sqlite::open(env, {.path = backup_path(name)});
  }
  void damage() override {
    const std::string path = folder_.file("store.db");
    const auto size = std::filesystem::file_size(path);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(200);  // the header stays: it is still a database to look at
    file << std::string(size - 200, '\x5a');
  }
  // Only the new size limit matters: SQLite takes the present size when less is asked for.
  std::string no_room() const override { return "PRAGMA max_page_count = 1"; }
  std::string room() const override { return "PRAGMA max_page_count = 1000000"; }
  std::string read_only() const override { return "PRAGMA query_only = 1"; }

 private:
  TempFolder folder_;
};

class PostgresPlace final : public StorePlace {
 public:
  Result<std::unique_ptr<store::Database>> open(Env env, bool inline_writes) override {
    return store::postgres::open(env, {.url = url_, .inline_writes = inline_writes, .readers = 4});
  }
  bool backs_up() const override { return false; }
  std::string backup_path(std::string_view name) const override { return std::string(name); }
  Result<std::unique_ptr<store::Database>> open_backup(Env, std::string_view) override {
    return fail(ErrorCode::invalid_argument, "PostgreSQL has its own tools for backups");
  }
  void damage() override {
    const std::string path = server_.file_of_table(url_, "schema_migration");
    server_.stop();
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file << std::string(std::filesystem::file_size(path), '\x5a');
    file.close();
    server_.start();
  }
  // A server whose disk is full says so with this code, whatever it was asked.
  std::string no_room() const override {
    return "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
           "'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100'', MESSAGE = ''could not extend file''; END'; "
           "CREATE TRIGGER no_room BEFORE INSERT ON setting EXECUTE FUNCTION no_room()";
  }
  std::string room() const override { return "DROP FUNCTION no_room CASCADE"; }
  std::string read_only() const override { return "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"; }

 private:
  PostgresServer& server_ = PostgresServer::get();
  std::string url_ = server_.new_database();
};

}  // namespace

const std::vector<StoreEngine>& store_engines() {
  static const std::vector<StoreEngine> kEngines{
      {"sqlite", [] { return std::make_unique<SqlitePlace>(); }},
      {"postgres", [] { return std::make_unique<PostgresPlace>(); }},
  };
  return kEngines;
}

}  // namespace tidings::test
