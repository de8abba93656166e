#include "domain/sliding_cap.h"

#include <charconv>

#include "base/clock.h"

namespace tidings {

std::optional<SlidingCap> read_sliding_cap(std::string_view text) {
  SlidingCap cap;
  cap.text = text;
  const char* end = text.data() + text.size();
  const auto most = std::from_chars(text.data(), end, cap.most);
  if (most.ec != std::errc{} || most.ptr == end || *most.ptr != '/' || cap.most < 1 || cap.most > 10'000)
    return std::nullopt;
  int64_t n = 0;
  const auto [p, failed] = std::from_chars(most.ptr + 1, end, n);
  if (failed != std::errc{} || p + 1 != end || n < 1 || n > 400 * 24) return std::nullopt;
  if (*p == 'h') {
    cap.window_ms = n * kHourMs;
  } else if (*p == 'd' && n <= 400) {
    cap.window_ms = n * kDayMs;
  } else {
    return std::nullopt;
  }
  return cap;
}

}  // namespace tidings
