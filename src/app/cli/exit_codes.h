// What the process says when it ends. Scripts rely on it: a promise, shown by --help.
#pragma once

#include <string>

#include "base/error.h"

namespace tidings::app::cli {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;        // an argument, an input or the configuration is wrong
inline constexpr int kUnreachable = 3;  // no answer, or "later": nothing is known to be wrong with the request
inline constexpr int kNotFound = 4;
inline constexpr int kConflict = 5;    // the thing is in a state that does not allow it
inline constexpr int kNotAllowed = 6;  // no key, or not the right one
inline constexpr int kNotYet = 7;      // known, not built yet

int exit_code_of(const Error& error);
std::string exit_codes_help();

}  // namespace tidings::app::cli
