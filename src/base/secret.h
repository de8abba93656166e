// A secret: cannot be printed, formatted or put into JSON by accident. reveal() is the one way out, easy to search for.
#pragma once

#include <string>
#include <string_view>

namespace tidings {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

// Same bytes, compared in constant time for equal lengths.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace tidings
