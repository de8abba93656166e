#include "domain/daily_places.h"

#include <gtest/gtest.h>

namespace tidings {
namespace {

constexpr Instant kNow{1'795'190'400'000};
constexpr int64_t kMinute = kNow.ms / kMinuteMs;

TEST(DailyPlaces, FreeOnesFirstThenAsTheDayLetsGo) {
  DailyPlaces places(kNow);
  places.add_sender(4, std::vector<MinuteUse>{{kMinute - 60, 2}, {kMinute - 30, 1}});
  EXPECT_EQ(places.cap(), 4);
  EXPECT_EQ(places.free(), 1);
  EXPECT_EQ(places.place(0), kNow);
  EXPECT_EQ(places.place(1), day_after_minute(kMinute - 60));
  EXPECT_EQ(places.place(2), day_after_minute(kMinute - 60));
  EXPECT_EQ(places.place(3), day_after_minute(kMinute - 30));
  EXPECT_EQ(places.place(4), kNow + kDayMs + kMinuteMs) << "who takes the free one now gives it back tomorrow";
  EXPECT_EQ(places.place(9), day_after_minute(kMinute - 60) + 2 * (kDayMs + kMinuteMs));
}

TEST(DailyPlaces, ALoweredCapFreesNothingUntilTheDayHasLetGoOfTheRest) {
  DailyPlaces places(kNow);
  places.add_sender(1, std::vector<MinuteUse>{{kMinute - 60, 2}, {kMinute - 30, 1}, {kMinute - 10, 1}});
  EXPECT_EQ(places.free(), 0);
  EXPECT_EQ(places.place(0), day_after_minute(kMinute - 10));
}

TEST(DailyPlaces, SendersShareTheirPlaces) {
  DailyPlaces places(kNow);
  places.add_sender(1, std::vector<MinuteUse>{{kMinute - 30, 1}});
  places.add_sender(2, std::vector<MinuteUse>{{kMinute - 60, 2}});
  EXPECT_EQ(places.place(0), day_after_minute(kMinute - 60));
  EXPECT_EQ(places.place(1), day_after_minute(kMinute - 60));
  EXPECT_EQ(places.place(2), day_after_minute(kMinute - 30));
}

TEST(DailyPlaces, NeverMoreThanTheCapInAnyDayWhoeverTakesThePlacesPromised) {
  std::vector<MinuteUse> uses{{kMinute - 700, 3}, {kMinute - 100, 2}, {kMinute, 1}};
  DailyPlaces places(kNow);
  places.add_sender(7, uses);
  std::vector<Instant> left;
  for (const auto& [minute, n] : uses) {
    for (int64_t i = 0; i < n; ++i) left.push_back(Instant{minute * kMinuteMs});
  }
  for (int64_t i = 0; i < 50; ++i) left.push_back(places.place(i));
  for (const auto from : left) {
    int n = 0;
    for (const auto at : left) n += at >= from && at < from + kDayMs;
    EXPECT_LE(n, 7);
  }
}

}  // namespace
}  // namespace tidings
