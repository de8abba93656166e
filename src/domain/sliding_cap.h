// At most so many messages to one number in any span of a length, over all senders and campaigns. Any thread; pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidings {

struct SlidingCap {
  int most = 0;
  int64_t window_ms = 0;
  std::string text;  // as written: "3/24h"
  bool operator==(const SlidingCap&) const = default;
};

// "3/24h", "4/30d": up to 10,000 in up to 400 days. none: anything else.
std::optional<SlidingCap> read_sliding_cap(std::string_view text);

}  // namespace tidings
