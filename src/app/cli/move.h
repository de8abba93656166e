// tidings migrate --from … --to …: the whole of one database into an empty one of another engine.
#pragma once

#include <string>

#include "app/cli/command.h"

namespace tidings::app::cli {

// sqlite:PATH or postgres://…, in either direction. Errors: invalid_argument naming the flag, store/copy.h's.
Result<int> move_database(Context& context, const std::string& from, const std::string& to);

}  // namespace tidings::app::cli
