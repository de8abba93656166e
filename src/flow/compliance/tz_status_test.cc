#include "flow/compliance/tz_status.h"

#include <gtest/gtest.h>

#include "flow/compliance/zone_table.h"

namespace tidings::compliance {
namespace {

TEST(TzStatus, TheBuildMachinesDataKnowsTheFactsOf2026) {
  const TzStatus status = check_tz_database();
  EXPECT_TRUE(status.fresh) << status.problem;
  EXPECT_EQ(status.problem, "");
  EXPECT_TRUE(status.version.starts_with("20"))
      << "a decision must say under which rules it was made: " << status.version;
}

TEST(ZoneTable, RegimesMeetWithoutHolesAndKnowTheJumps) {
  const Zone* zone = *find_zone("Europe/London");
  Instant at = kEarliest;
  int changes = 0;
  while (at < kLatest) {
    const Regime& regime = zone->regime_at(at);
    ASSERT_EQ(regime.begin_ms, at.ms);
    ASSERT_GT(regime.end_ms, regime.begin_ms);
    at = {regime.end_ms};
    ++changes;
  }
  EXPECT_GT(changes, 100);
  const Instant jump = *parse_utc("2027-03-28T01:00Z");
  EXPECT_EQ(zone->regime_at(jump - 1).offset_ms, 0);
  EXPECT_EQ(zone->regime_at(jump).offset_ms, kHourMs);
  EXPECT_EQ(zone->regime_at(jump).begin_ms, jump.ms);
}

TEST(ZoneTable, TheSameNameGivesTheSameZone) {
  EXPECT_EQ(*find_zone("Asia/Tokyo"), *find_zone("Asia/Tokyo"));
  EXPECT_FALSE(find_zone("Asia/Tokio"));
}

TEST(ZoneTable, DatesByName) {
  EXPECT_EQ(date_text(0), "1970-01-01");
  EXPECT_EQ(date_text(20817), "2026-12-30");
  EXPECT_EQ(date_text(-1), "1969-12-31");
}

}  // namespace
}  // namespace tidings::compliance
