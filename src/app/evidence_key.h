// The key that signs the deployment's evidence packs: one file of the data folder, readable by its owner only. Asked by
// the server and by the command line of the same machine.
#pragma once

#include <string>

#include "base/signature.h"

namespace tidings::app {

// Made when there is none; of several at once all get the same. Errors: storage_full, corrupt (it is no key), forbidden
// (others may read it).
Result<crypto::SigningKey> evidence_key(const std::string& data_dir);

std::string evidence_key_file(const std::string& data_dir);

}  // namespace tidings::app
