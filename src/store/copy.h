// A whole database copied into an empty one, of whatever engine: every table, every row, and the highest key each table
// has given out, so that no key of an old message is used again. One transaction on either side: all of it or nothing.
// For `tidings migrate --from … --to …`. One thread; both databases are in inline mode.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "store/database.h"

namespace tidings::store {

struct CopyReport {
  int64_t tables = 0, rows = 0;
};
using CopyProgress = std::function<void(std::string_view table, int64_t rows)>;  // after each table

// Both of this program's schema. Afterwards the source says that it was moved, and where to, and is not served again.
// Errors: already_exists (the target holds rows), version_mismatch, corrupt (what arrived is not what left), conflict
// (the source was moved before), the engines'.
Result<CopyReport> move_database(Database& from, Database& to, std::string_view to_name, const CopyProgress& progress);

}  // namespace tidings::store
