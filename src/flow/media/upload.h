// One file out of a request's body: the body itself, or the first file of a form (RFC 7578). Pure, any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings::media {

struct Uploaded {
  std::string_view bytes;  // of the body
  std::string said_type, name;
};

// content_type, disposition: the request's headers. Error: invalid_argument (a form that does not read, or has no
// file).
Result<Uploaded> read_upload(std::string_view content_type, std::string_view disposition, std::string_view body);

// A file's name for people: its last part, printable, not long. May be empty.
// Of a Content-Type somebody else wrote: without its parameters, printable ASCII, of bounded length.
std::string plain_type(std::string_view content_type);
std::string safe_name(std::string_view name);

}  // namespace tidings::media
