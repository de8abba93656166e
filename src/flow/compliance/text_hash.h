// A hash for short texts that a decision is looked up by, such as the names of zones: their ends and their length tell
// nearly all of them apart. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tidings::compliance {

inline size_t mix(size_t seed, size_t value) { return (seed ^ value) * 0x9e3779b97f4a7c15u + (seed >> 29); }

inline size_t mix_text(size_t seed, std::string_view text) {
  uint64_t first = 0, last = 0;
  const size_t n = text.size() < sizeof first ? text.size() : sizeof first;
  std::memcpy(&first, text.data(), n);
  std::memcpy(&last, text.data() + text.size() - n, n);
  return mix(mix(seed, first), last ^ text.size() << 56);
}

}  // namespace tidings::compliance
