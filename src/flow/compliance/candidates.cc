#include "flow/compliance/candidates.h"

#include <algorithm>

#include "domain/place.h"

namespace tidings::compliance {

Words Candidates::why() const {
  // By the bits of ZoneSource.
  static constexpr Words kWhy[] = {"nothing", "number",        "place",        "number+place",
                                   "stated",  "number+stated", "place+stated", "number+place+stated"};
  if (confirmed) return "stated (confirmed)";
  uint8_t all = 0;
  for (const uint8_t bits : sources) all |= bits;
  return kWhy[all & 7];
}

Candidates candidate_zones(const Contact& contact, std::span<const std::string_view> number_zones) {
  Candidates out;
  if (contact.zone_confirmed && !contact.zone.empty()) {
    out.zones = {contact.zone};
    out.sources = {from_statement};
    out.confirmed = true;
    return out;
  }
  std::vector<std::pair<std::string_view, uint8_t>> named;
  const auto place_zones = zones_of_place(contact.place);
  named.reserve(number_zones.size() + place_zones.size() + 1);
  for (const auto zone : number_zones) named.emplace_back(zone, from_number);
  for (const auto zone : place_zones) named.emplace_back(zone, from_place);
  if (!contact.zone.empty()) named.emplace_back(contact.zone, from_statement);
  std::sort(named.begin(), named.end());
  out.zones.reserve(named.size());
  out.sources.reserve(named.size());
  for (const auto& [zone, source] : named) {
    if (!out.zones.empty() && out.zones.back() == zone) {
      out.sources.back() |= source;
    } else {
      out.zones.emplace_back(zone);
      out.sources.push_back(source);
    }
  }
  return out;
}

std::vector<std::string> candidate_places(const Contact& contact, std::span<const std::string_view> number_places) {
  std::vector<std::string> out(number_places.begin(), number_places.end());
  // A number that says more than its country says its country too; "001" is no country.
  if (out.empty() && is_country(contact.region)) out.push_back(contact.region);
  if (!contact.place.empty()) out.push_back(contact.place);
  std::ranges::sort(out);
  const auto twice = std::ranges::unique(out);
  out.erase(twice.begin(), twice.end());
  return out;
}

}  // namespace tidings::compliance
