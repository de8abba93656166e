// The database a configuration names: the embedded engine's file in the data folder, or a PostgreSQL server. The only
// place that chooses between the engines.
#pragma once

#include <memory>
#include <string>

#include "app/config.h"
#include "base/env.h"
#include "store/database.h"
#include "store/number_keys.h"

namespace tidings::app {

struct StoreUse {
  bool inline_writes = false;  // one thread, no writer of its own
  std::shared_ptr<store::NumberKeys> number_keys;
};

// Errors: the engine's.
Result<std::unique_ptr<store::Database>> open_store(Env env, const Config& config, StoreUse use = {});

// Short looks and changes beside running servers. Errors: not_found (nothing there yet), version_mismatch, the work's.
Result<> read_beside(const Config& config, const store::Database::Work& work);
Result<> write_beside(const Config& config, const store::Database::Work& work);

// Reads all of the embedded database and checks its structure; a database server sees to that itself.
Result<> check_store(const Config& config);

// For people: the file's path, or the server's URL without its password.
std::string store_name(const Config& config);

}  // namespace tidings::app
