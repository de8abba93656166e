#include "sms/zones.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tidings::sms {
namespace {

std::string zones_of(std::string_view e164) {
  std::string out;
  for (const auto zone : candidate_zones(e164).zones) out += (out.empty() ? "" : " ") + std::string(zone);
  return out;
}

TEST(Zones, LandlinesAndSingleZoneCountries) {
  EXPECT_EQ(zones_of("+12125550123"), "America/New_York");
  EXPECT_EQ(zones_of("14155550123"), "America/Los_Angeles");
  EXPECT_EQ(zones_of("+61293744000"), "Australia/Sydney");
  EXPECT_EQ(zones_of("+33612345678"), "Europe/Paris");
  EXPECT_EQ(zones_of("+18085550123"), "Pacific/Honolulu");
  EXPECT_EQ(zones_of("+919812345678"), "Asia/Kolkata");
}

TEST(Zones, AreaCodesAreTheUnionOfTheirExchanges) {
  EXPECT_EQ(zones_of("+18505550123"), "America/Chicago America/New_York");
  EXPECT_EQ(zones_of("+12195550123"), "America/Chicago America/New_York");
  EXPECT_EQ(zones_of("+15415550123"), "America/Denver America/Los_Angeles");
  for (const char* code : {"219", "250", "270", "308", "418", "423", "541", "574", "606", "620", "709", "785", "807",
                           "812", "850", "867", "906", "907"}) {
    EXPECT_GE(candidate_zones(std::string("+1") + code + "5550123").zones.size(), 2u) << code;
  }
}

TEST(Zones, OverlaysTakeTheirParents) {
  const std::pair<const char*, const char*> overlays[] = {{"448", "850"}, {"930", "812"}, {"364", "270"},
                                                          {"458", "541"}, {"236", "250"}, {"672", "250"},
                                                          {"778", "250"}, {"367", "418"}, {"581", "418"}};
  for (const auto& [overlay, parent] : overlays) {
    EXPECT_EQ(zones_of(std::string("+1") + overlay + "5550123"), zones_of(std::string("+1") + parent + "5550123"))
        << overlay;
  }
}

TEST(Zones, MobilesWithoutAreaCodesMayBeAnywhereInTheCountry) {
  EXPECT_EQ(
      zones_of("+61400000001"),
      "Australia/Adelaide Australia/Brisbane Australia/Eucla Australia/Lord_Howe Australia/Perth Australia/Sydney "
      "Indian/Christmas Indian/Cocos");
  EXPECT_EQ(zones_of("+593991234567"), "America/Guayaquil Pacific/Galapagos");
  EXPECT_EQ(zones_of("+34612345678"), "Atlantic/Canary Europe/Madrid");
  EXPECT_EQ(zones_of("+34712345678"), "Atlantic/Canary Europe/Madrid");
  EXPECT_EQ(zones_of("+299221234"), "America/Nuuk America/Scoresbysund America/Thule");
  EXPECT_EQ(candidate_zones("+77710009998").zones.size(), 16u);
  EXPECT_EQ(candidate_zones("+79123456789").zones.size(), 16u);
  EXPECT_EQ(zones_of("+74951234567"), "Europe/Moscow");
  EXPECT_EQ(candidate_zones("+97688123456").zones.size(), candidate_zones("+976").zones.size());
  EXPECT_EQ(zones_of("+64211234567"), "Pacific/Auckland Pacific/Chatham");
  EXPECT_EQ(zones_of("+262692123456"), "Indian/Mayotte Indian/Reunion");
  EXPECT_EQ(zones_of("+262639012345"), "Indian/Mayotte Indian/Reunion");
}

TEST(Zones, UnknownAreaCodesFallBackToTheStates) {
  for (const char* code : {"329", "350", "436", "645", "728", "800", "888", "500", "600", "700", "900"}) {
    const auto found = candidate_zones(std::string("+1") + code + "5550123");
    EXPECT_TRUE(found.fallback) << code;
    EXPECT_EQ(found.zones.size(), 11u) << code;
    EXPECT_TRUE(std::ranges::binary_search(found.zones, "Pacific/Honolulu")) << code;
    EXPECT_TRUE(std::ranges::binary_search(found.zones, "America/Adak")) << code;
    EXPECT_FALSE(std::ranges::binary_search(found.zones, "Pacific/Guam")) << code;
  }
  EXPECT_FALSE(candidate_zones("+12125550123").fallback);
}

TEST(Zones, NothingKnownIsEmpty) {
  for (const char* none : {"", "+", "abc", "+0123", "+999123456", "+1212555012345678", "+61x00000001"}) {
    EXPECT_TRUE(candidate_zones(none).zones.empty()) << none;
  }
}

TEST(Zones, NamesAreCanonicalAndSorted) {
  EXPECT_TRUE(std::ranges::is_sorted(all_zones()));
  for (const char* alias :
       {"Asia/Calcutta", "Pacific/Truk", "Asia/Rangoon", "America/Godthab", "America/Buenos_Aires"}) {
    EXPECT_FALSE(std::ranges::binary_search(all_zones(), alias)) << alias;
  }
}

}  // namespace
}  // namespace tidings::sms
