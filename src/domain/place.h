// Zones of a place, and places from the words people write. Places are ISO 3166-2 subdivisions ("US-CA") or ISO 3166-1
// countries ("CA" is Canada, never California). The data is in the code, the same on every machine. Any thread; pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidings {

struct PlaceRow {
  std::string_view place;
  std::string_view zones;  // IANA names, sorted, one space between
};
std::span<const PlaceRow> place_rows();  // sorted by place; for self-tests

// ISO 3166-1 alpha-2, upper case.
bool is_country(std::string_view code);

// All zones of a place, sorted. A subdivision without a row of its own has all zones of its country: wider is safe.
// Empty when even the country is unknown.
std::vector<std::string_view> zones_of_place(std::string_view place);

// The place a state or province column means in a region (ISO 3166-1, upper or lower case): ("US", "calif.") and
// ("US", "US-CA") are "US-CA". The US, Canada and Australia are read by name, postal code and usual abbreviation, and
// the US and Canada each other's names too, because they share +1. Elsewhere any text means the whole country unless it
// is a code of it ("DE-BY"). none: empty text, or a name that is no place of that region.
std::optional<std::string> normalise_place(std::string_view region, std::string_view state_text);

}  // namespace tidings
