#include "flow/audience/country.h"

#include <gtest/gtest.h>

#include <map>

#include "domain/place.h"

namespace tidings::flow {
namespace {

TEST(Country, ReadsCodesAndNames) {
  for (const char* text : {"US", "us", " USA ", "U.S.A.", "United States"}) EXPECT_EQ(country_from(text), "US") << text;
  EXPECT_EQ(country_from("gbr"), "GB");
  EXPECT_EQ(country_from("uk"), "GB");
  EXPECT_EQ(country_from("CHE"), "CH");
  EXPECT_EQ(country_from("ZWE"), "ZW");
  for (const char* none : {"", " ", "Atlantis", "ZZ", "QQQ", "US-CA", "WUS"}) EXPECT_FALSE(country_from(none)) << none;
}

TEST(Country, EveryCountryOfThePlaceTableHasOneCodeOfThreeLetters) {
  std::map<std::string, int> found;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      for (char c = 'A'; c <= 'Z'; ++c) {
        if (const auto code = country_from(std::string{a, b, c})) ++found[*code];
      }
    }
  }
  for (const auto& row : place_rows()) {
    // ISO has not given Kosovo a code of three letters; XK itself is in use without one.
    if (is_country(row.place) && row.place != "XK") EXPECT_EQ(found[std::string(row.place)], 1) << row.place;
  }
  for (const auto& [code, n] : found) EXPECT_TRUE(is_country(code)) << code;
}

}  // namespace
}  // namespace tidings::flow
