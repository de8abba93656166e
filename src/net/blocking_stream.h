// Inside the blocking helpers: one outgoing connection, plain or TLS, whose calls block and end at a time limit.
// One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/http.h"

namespace tidings::net {

class BlockingStream {
 public:
  BlockingStream();
  ~BlockingStream();

  // Errors: unavailable, timeout, invalid_argument (ca_file).
  Result<> connect(const UrlParts& url, const std::string& ca_file, int64_t timeout_ms);
  // What was written of it; an error when nothing could be.
  Result<size_t> write(std::string_view bytes, int64_t timeout_ms);
  // At least one byte into `into`; 0 at the orderly end.
  Result<size_t> read(char* into, size_t most, int64_t timeout_ms);
  // Whether something, or the end, can be read within the time.
  bool readable(int64_t timeout_ms);

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::net
