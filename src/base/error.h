// What can go wrong, as a value: a closed code, what happened, where, and what the reader can do about it.
// Used by every room; http/ maps the codes to HTTP statuses in one place, app/cli to exit codes.
#pragma once

#include <string>
#include <string_view>

namespace tidings {

enum class ErrorCode {
  invalid_argument,  // the caller's input is wrong; the message names the field
  not_found,
  conflict,  // the thing is in a state that does not allow this
  already_exists,
  unauthenticated,
  forbidden,
  too_large,
  not_yet,      // known to the product, not built yet; never a silent no-op
  unavailable,  // try again later: shutting down, busy, an outside service is down
  rate_limited,
  timeout,
  corrupt,           // stored data does not read back as written
  storage_full,      // disk full or file read-only: nothing was accepted
  version_mismatch,  // database written by a newer version
  internal,          // a fault of ours
};

std::string_view to_string(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string what;   // one sentence for people, no message text, no full phone number
  std::string where;  // field, key, file or row it is about; may be empty
  std::string hint;   // what to do; may be empty

  // "what (where): hint", for a terminal or a log line.
  std::string describe() const;
};

}  // namespace tidings
