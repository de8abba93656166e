#include "app/open_store.h"

#include "store/postgres/postgres_database.h"
#include "store/sqlite/beside.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::app {

Result<std::unique_ptr<store::Database>> open_store(Env env, const Config& config, StoreUse use) {
  if (!config.database.empty()) {
    return store::postgres::open(env, {.url = config.database,
                                       .inline_writes = use.inline_writes,
                                       .linger_us = config.linger_us,
                                       .number_keys = use.number_keys});
  }
  return store::sqlite::open(env, {.path = config.database_path(),
                                   .inline_writes = use.inline_writes,
                                   .linger_us = config.linger_us,
                                   .number_keys = use.number_keys});
}

Result<> read_beside(const Config& config, const store::Database::Work& work) {
  return config.database.empty() ? store::sqlite::read_beside(config.database_path(), work)
                                 : store::postgres::read_beside(config.database, work);
}

Result<> write_beside(const Config& config, const store::Database::Work& work) {
  return config.database.empty() ? store::sqlite::write_beside(config.database_path(), work)
                                 : store::postgres::write_beside(config.database, work);
}

Result<> check_store(const Config& config) {
  return config.database.empty() ? store::sqlite::check_file(config.database_path()) : Result<>();
}

std::string store_name(const Config& config) {
  return config.database.empty() ? config.database_path() : store::postgres::shown_url(config.database);
}

}  // namespace tidings::app
