// A file on its way in, held in memory: bounded, and gone with its request. I/O thread, then one worker.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings::http::media {

class Received {
 public:
  // Error: too_large.
  Result<> take(std::string_view chunk);
  const std::string& bytes() const { return bytes_; }
  std::string digest() const;  // tells one request from another

 private:
  std::string bytes_;
};

}  // namespace tidings::http::media
