// What a deployment needs before it can run: the first workspace, the senders of the configuration, the administrator's
// key. Idempotent; run at every start.
#pragma once

#include <string>

#include "app/config.h"
#include "base/env.h"
#include "store/database.h"

namespace tidings::app {

struct FirstStart {
  WorkspaceId workspace;
  std::string new_key;  // only in the run that made it; also kept in data_dir/admin.key, readable by the owner only
  bool from_backup = false;  // the database was put back from a backup
  size_t paused = 0;         // its campaigns that would have sent again what left after the backup was taken
};

Result<FirstStart> prepare_deployment(store::Database& database, const Config& config, Clock& clock);

// Where the command line of the same machine finds the key.
std::string key_file(const std::string& data_dir);

}  // namespace tidings::app
