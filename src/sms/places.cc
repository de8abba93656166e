#include "sms/places.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tidings::sms {
namespace {

#include "sms/place_map.inc"

}  // namespace

std::vector<std::string_view> candidate_places(std::string_view e164) {
  if (e164.starts_with('+')) e164.remove_prefix(1);
  if (!e164.starts_with('1') || e164.size() < 4) return {};
  unsigned code = 0;
  const auto [end, failed] = std::from_chars(e164.data() + 1, e164.data() + 4, code);
  if (failed != std::errc{} || end != e164.data() + 4) return {};
  const auto found = std::ranges::lower_bound(kAreaPlaces, code, {}, &AreaPlaces::code);
  if (found == std::end(kAreaPlaces) || found->code != code) return {};
  std::vector<std::string_view> out;
  for (std::string_view left = found->places; !left.empty();) {
    const size_t space = left.find(' ');
    out.push_back(left.substr(0, space));
    left.remove_prefix(space == std::string_view::npos ? left.size() : space + 1);
  }
  return out;
}

}  // namespace tidings::sms
