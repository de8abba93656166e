// `explain segments`: how many segments a text is, and which character makes it so. Pure; any thread. Used by the API
// and, without a server, by the command line.
#pragma once

#include "base/json.h"

namespace tidings::http::explain {

// {text} → {encoding, segments, units, forced_by?:{char, code_point, index, twin}}. Error: invalid_argument.
Result<json::value> explain_segments(const json::value& question);

}  // namespace tidings::http::explain
