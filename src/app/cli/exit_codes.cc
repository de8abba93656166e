#include "app/cli/exit_codes.h"

namespace tidings::app::cli {

int exit_code_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::too_large:
      return kUsage;
    case ErrorCode::not_found:
      return kNotFound;
    case ErrorCode::conflict:
    case ErrorCode::already_exists:
      return kConflict;
    case ErrorCode::unauthenticated:
    case ErrorCode::forbidden:
      return kNotAllowed;
    case ErrorCode::not_yet:
      return kNotYet;
    case ErrorCode::unavailable:
    case ErrorCode::rate_limited:
    case ErrorCode::timeout:
      return kUnreachable;
    case ErrorCode::corrupt:
    case ErrorCode::storage_full:
    case ErrorCode::version_mismatch:
    case ErrorCode::internal:
      return kFailed;
  }
  return kFailed;
}

std::string exit_codes_help() {
  return "Exit codes: 0 done, 1 failed, 2 wrong arguments or input, 3 not reachable or busy, 4 not found,\n"
         "            5 conflict with the present state, 6 key missing or wrong, 7 not built yet\n";
}

}  // namespace tidings::app::cli
