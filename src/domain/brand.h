// A brand as US networks know it (10DLC): one of them, T-Mobile, takes so many segments of it a day, over all its
// numbers and all carriers; the day is that of the Pacific coast. Source: reference/compliance §7.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidings {

inline constexpr std::string_view kBrandZone = "America/Los_Angeles";

struct Brand {
  std::string name;
  int64_t daily_segments = 2000;  // of the lowest score; 10,000, 40,000 and 200,000 are the others
};

// Whether a network by this name (as a look-up gave it) is the one that counts. An unknown one may be: it counts.
bool counts_brand_segments(std::string_view network);

}  // namespace tidings
