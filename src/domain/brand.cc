#include "domain/brand.h"

#include <algorithm>
#include <array>

namespace tidings {

bool counts_brand_segments(std::string_view network) {
  // Its own names, and of networks it has taken over.
  constexpr std::array<std::string_view, 4> kNames{"tmobile", "metropcs", "metroby", "sprint"};
  std::string plain;
  for (const char c : network) {
    if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c + 32);
    if (c >= 'a' && c <= 'z') plain += c;
  }
  return plain.empty() || std::ranges::any_of(kNames, [&](std::string_view name) { return plain.contains(name); });
}

}  // namespace tidings
