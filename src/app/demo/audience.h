// The example audience of the demo: people around the globe, made by a generator from a seed, as a contact file.
// Numbers are of ranges set aside for fiction where a country has them (US, Canada, Germany), otherwise
// plain example numbers full of zeros; the demo sends to its own simulator only. Places are weighted so that at every
// hour of any day somebody's daytime window is open. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidings::app::demo {

// A place people of the audience live at.
struct Place {
  std::string_view country, city;
  std::string_view region;  // ISO 3166
  std::string_view zone;    // IANA
  std::string_view number;  // E.164 without its last digits
  int digits = 0;           // how many those are
  int first = 0;            // the least value of them
  int weight = 0;           // share of the audience
  int names = 0;            // which names are usual there
  std::string_view second;  // another such beginning, for places with more people than one range of fiction
};

std::vector<Place> places();

struct Person {
  std::string first_name, last_name, phone;
  size_t place = 0;  // of places()
  int score = 0;
};

struct AudienceFile {
  std::vector<Person> people;
  std::string csv;
  int duplicates = 0;  // rows that repeat a number
  int broken = 0;      // rows without a usable number
};

// The same count and seed give the same file. count: 1 … kPeopleMost.
inline constexpr int kPeopleMost = 20'000;
AudienceFile make_audience(int count, uint64_t seed);

}  // namespace tidings::app::demo
