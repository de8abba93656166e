// A file on its way in, held in memory: bounded, and gone with its request. I/O thread, then one worker.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings::http::media {

class Received {
 public:
  explicit Received(std::atomic<size_t>& under_way) : under_way_(under_way) { ++under_way_; }
  ~Received() { --under_way_; }
  Received(const Received&) = delete;

  // Error: too_large.
  Result<> take(std::string_view chunk);
  const std::string& bytes() const { return bytes_; }
  std::string digest() const;  // tells one request from another

 private:
  std::atomic<size_t>& under_way_;
  std::string bytes_;
};

}  // namespace tidings::http::media
