// A database file used beside a running server, without its lock: short looks, short changes, backups. For the command
// line. Any thread.
#pragma once

#include <string>

#include "store/database.h"

namespace tidings::store::sqlite {

// Runs the work over one snapshot of the file. Errors: not_found (no such file), version_mismatch (not the schema of
// this program), corrupt, the work's own.
Result<> read_beside(const std::string& path, const Database::Work& work);

// Reads the whole file and checks its structure, beside a running server too. Errors: not_found, corrupt, unavailable.
Result<> check_file(const std::string& path);

// One transaction between the server's. For what the server looks up again each time: keys. Errors: as above,
// unavailable when the server does not let go of the file in time.
Result<> write_beside(const std::string& path, const Database::Work& work);

// A consistent copy while writes go on; it gets its name only when it is whole. Errors: not_found, already_exists,
// storage_full, corrupt.
Result<> backup_file(const std::string& from, const std::string& to);

}  // namespace tidings::store::sqlite
