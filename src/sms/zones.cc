#include "sms/zones.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tidings::sms {
namespace {

#include "sms/zone_map.inc"

constexpr size_t kLongest = std::size(kZoneLengths) - 1;
constexpr size_t kE164Digits = 15;

}  // namespace

ZoneCandidates candidate_zones(std::string_view e164) {
  if (e164.starts_with('+')) e164.remove_prefix(1);
  if (e164.empty() || e164.size() > kE164Digits) return {};
  std::array<uint32_t, kLongest + 1> prefixes{};
  for (size_t i = 0; i < e164.size(); ++i) {
    if (e164[i] < '0' || e164[i] > '9') return {};
    if (i < kLongest) prefixes[i + 1] = prefixes[i] * 10 + static_cast<uint32_t>(e164[i] - '0');
  }
  for (size_t digits = std::min(e164.size(), kLongest); digits > 0; --digits) {
    const auto* end = kZonePrefixes + kZoneLengths[digits];
    const auto* found = std::lower_bound(kZonePrefixes + kZoneLengths[digits - 1], end, prefixes[digits],
                                         [](const ZonePrefix& row, uint32_t prefix) { return row.prefix < prefix; });
    if (found == end || found->prefix != prefixes[digits]) continue;
    const size_t from = kZoneSets[found->set], to = kZoneSets[found->set + 1];
    return {std::span(kZoneMembers).subspan(from, to - from), digits == 1 && prefixes[1] == 1};
  }
  return {};
}

std::span<const std::string_view> all_zones() { return kZoneNames; }

}  // namespace tidings::sms
