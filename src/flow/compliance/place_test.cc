#include "domain/place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flow/compliance/candidates.h"
#include "flow/compliance/zone_table.h"
#include "sms/zones.h"

namespace tidings::compliance {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(PlaceZones, TheTableIsSortedAndEveryZoneExists) {
  const auto rows = place_rows();
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) EXPECT_LT(rows[i - 1].place, rows[i].place);
    const auto zones = zones_of_place(rows[i].place);
    EXPECT_TRUE(std::is_sorted(zones.begin(), zones.end())) << rows[i].place;
    EXPECT_FALSE(zones.empty());
    for (const auto zone : zones) EXPECT_TRUE(find_zone(zone)) << rows[i].place << " " << zone;
  }
}

TEST(PlaceZones, KnowsEveryStateAndProvince) {
  const auto count = [](std::string_view prefix) {
    return std::count_if(place_rows().begin(), place_rows().end(),
                         [&](const PlaceRow& row) { return row.place.starts_with(prefix); });
  };
  EXPECT_EQ(count("US-"), 50 + 1 + 6);
  EXPECT_EQ(count("CA-"), 13);
  EXPECT_EQ(count("AU-"), 8);
}

TEST(PlaceZones, SplitStatesHaveAllTheirZones) {
  EXPECT_THAT(zones_of_place("US-CA"), ElementsAre("America/Los_Angeles"));
  EXPECT_THAT(zones_of_place("US-FL"), ElementsAre("America/Chicago", "America/New_York"));
  EXPECT_THAT(zones_of_place("US-TX"), ElementsAre("America/Chicago", "America/Denver"));
  EXPECT_THAT(zones_of_place("US-AZ"), ElementsAre("America/Denver", "America/Phoenix"));
  EXPECT_THAT(zones_of_place("US-OR"), ElementsAre("America/Boise", "America/Los_Angeles"));
  EXPECT_THAT(zones_of_place("US-AK"), Contains("America/Adak"));
  for (const char* split : {"US-TN", "US-KY", "US-IN", "US-ND", "US-SD", "US-NE", "US-KS", "US-ID", "US-MI", "US-NV",
                            "CA-ON", "CA-QC", "CA-BC", "CA-NU", "CA-SK", "AU-NSW", "AU-WA"}) {
    EXPECT_GT(zones_of_place(split).size(), 1u) << split;
  }
}

TEST(PlaceZones, CountriesAndUnknownSubdivisions) {
  EXPECT_THAT(zones_of_place("GB"), ElementsAre("Europe/London"));
  EXPECT_THAT(zones_of_place("ES"), ElementsAre("Africa/Ceuta", "Atlantic/Canary", "Europe/Madrid"));
  EXPECT_EQ(zones_of_place("CA").size(), 23u) << "CA is Canada";
  EXPECT_EQ(zones_of_place("BR-AM"), zones_of_place("BR"));
  EXPECT_EQ(zones_of_place("US-XX"), zones_of_place("US"));
  EXPECT_EQ(zones_of_place("FR-GP"), zones_of_place("GP"));
  for (const char* none : {"", "ZZ", "ZZ-1", "-", "us-ca", "U"}) EXPECT_THAT(zones_of_place(none), IsEmpty()) << none;
}

TEST(PlaceZones, ReadsWhatPeopleWrite) {
  struct Case {
    const char *region, *text, *place;  // "" = none
  };
  for (const auto& c : std::initializer_list<Case>{
           {"US", "california", "US-CA"},
           {"US", "CA", "US-CA"},
           {"us", " Calif. ", "US-CA"},
           {"US", "US-CA", "US-CA"},
           {"US", "us-ca", "US-CA"},
           {"US", "D.C.", "US-DC"},
           {"US", "new  york", "US-NY"},
           {"US", "N. Dak.", "US-ND"},
           {"US", "PR", "US-PR"},
           {"US", "PW", "PW"},
           {"US", "ON", "CA-ON"},
           {"US", "British Columbia", "CA-BC"},
           {"CA", "BC", "CA-BC"},
           {"CA", "Québec", "CA-QC"},
           {"CA", "CA", ""},
           {"CA", "Texas", "US-TX"},
           {"AU", "nsw", "AU-NSW"},
           {"AU", "Victoria", "AU-VIC"},
           {"AU", "WA", "AU-WA"},
           {"US", "WA", "US-WA"},
           {"AU", "Texas", ""},
           {"DE", "Bayern", "DE"},
           {"DE", "de-by", "DE-BY"},
           {"GB", "Kent", "GB"},
           {"US", "", ""},
           {"US", "Narnia", ""},
           {"US", "US", ""},
           {"", "CA", ""},
           {"ZZ", "Kent", ""},
       }) {
    EXPECT_EQ(normalise_place(c.region, c.text).value_or(""), c.place) << c.region << " " << c.text;
  }
}

TEST(Candidates, EveryZoneANumberCanGiveIsKnownToTheDatabase) {
  EXPECT_GT(sms::all_zones().size(), 200u);
  for (const auto zone : sms::all_zones()) EXPECT_TRUE(find_zone(zone)) << zone;
}

TEST(Candidates, ANumberFarFromItsAddressIsAskedInBothPlaces) {
  Contact contact;
  contact.phone = "+12125550123";
  contact.place = "US-CA";
  EXPECT_THAT(candidate_zones(contact, sms::candidate_zones(contact.phone).zones).zones,
              ElementsAre("America/Los_Angeles", "America/New_York"));
}

TEST(Candidates, UnionOfAllSourcesAndOnlyAConfirmedZoneNarrows) {
  Contact contact;
  contact.place = "US-CA";
  contact.zone = "America/New_York";
  const std::string_view number[] = {"America/Chicago", "America/New_York"};
  const Candidates all = candidate_zones(contact, number);
  EXPECT_THAT(all.zones, ElementsAre("America/Chicago", "America/Los_Angeles", "America/New_York"));
  EXPECT_THAT(all.sources, ElementsAre(from_number, from_place, from_number | from_statement));
  EXPECT_FALSE(all.confirmed);
  EXPECT_EQ(all.why().text, "number+place+stated");

  contact.zone_confirmed = true;
  const Candidates narrow = candidate_zones(contact, number);
  EXPECT_THAT(narrow.zones, ElementsAre("America/New_York"));
  EXPECT_EQ(narrow.why().text, "stated (confirmed)");

  contact.zone.clear();  // confirmed, but nothing said: no narrowing
  EXPECT_THAT(candidate_zones(contact, number).zones,
              ElementsAre("America/Chicago", "America/Los_Angeles", "America/New_York"));
}

TEST(Candidates, NothingKnownIsTheEmptySet) {
  const Candidates none = candidate_zones(Contact{}, {});
  EXPECT_THAT(none.zones, IsEmpty());
  EXPECT_EQ(none.why().text, "nothing");
}

}  // namespace
}  // namespace tidings::compliance
