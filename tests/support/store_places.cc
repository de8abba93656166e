#include "tests/support/store_places.h"

#include <filesystem>
#include <fstream>

#include "store/sqlite/sqlite_database.h"
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

}  // namespace

const std::vector<StoreEngine>& store_engines() {
  static const std::vector<StoreEngine> kEngines{
      {"sqlite", [] { return std::make_unique<SqlitePlace>(); }},
  };
  return kEngines;
}

}  // namespace tidings::test
