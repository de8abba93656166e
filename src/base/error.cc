#include "base/error.h"

namespace tidings {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::already_exists:
      return "already_exists";
    case ErrorCode::unauthenticated:
      return "unauthenticated";
    case ErrorCode::forbidden:
      return "forbidden";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::not_yet:
      return "not_yet";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::rate_limited:
      return "rate_limited";
    case ErrorCode::timeout:
      return "timeout";
    case ErrorCode::corrupt:
      return "corrupt";
    case ErrorCode::storage_full:
      return "storage_full";
    case ErrorCode::version_mismatch:
      return "version_mismatch";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

std::string Error::describe() const {
  std::string out = what;
  if (!where.empty()) out += " (" + where + ")";
  if (!hint.empty()) out += ": " + hint;
  return out;
}

}  // namespace tidings
