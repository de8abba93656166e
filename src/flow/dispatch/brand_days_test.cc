#include "flow/dispatch/brand_days.h"

#include <gtest/gtest.h>

namespace tidings::dispatch {
namespace {

Instant at(const char* text) { return parse_utc(text).value(); }

TEST(BrandDays, EndAtMidnightOnThePacificCoastAlsoWhenTheClockIsChanged) {
  const struct {
    const char* now;
    const char* next;
  } rows[] = {
      {"2026-11-20T16:00:00Z", "2026-11-21T08:00:00Z"}, {"2026-11-21T07:59:00Z", "2026-11-21T08:00:00Z"},
      {"2026-11-21T08:00:00Z", "2026-11-22T08:00:00Z"}, {"2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z"},
      {"2026-03-08T09:00:00Z", "2026-03-09T07:00:00Z"},                                                    // 23 hours
      {"2026-03-08T20:00:00Z", "2026-03-09T07:00:00Z"}, {"2026-11-01T07:30:00Z", "2026-11-02T08:00:00Z"},  // 25 hours
      {"2026-11-01T20:00:00Z", "2026-11-02T08:00:00Z"},
  };
  for (const auto& row : rows) {
    const Instant next = next_brand_day(at(row.now));
    EXPECT_EQ(format_utc(next), row.next) << row.now;
    EXPECT_EQ(brand_day(next), brand_day(at(row.now)) + 1) << row.now;
    EXPECT_EQ(brand_day(next - 1), brand_day(at(row.now))) << row.now;
  }
}

TEST(BrandDays, ConcernUsNumbersOnly) {
  EXPECT_TRUE(brand_concerns("+12125550100"));
  EXPECT_TRUE(brand_concerns("+18005550100")) << "a code that tells no country";
  EXPECT_FALSE(brand_concerns("+14165550100")) << "Toronto";
  EXPECT_FALSE(brand_concerns("+61400000001"));
}

TEST(BrandDays, AreCountedByDayAndReadOnce) {
  BrandDays days;
  days.set_brands({{"acme", 100}});
  int asked = 0;
  const BrandDays::Load load = [&](const std::string& brand, int64_t) { return ++asked, brand == "acme" ? 40 : 0; };
  const Instant now = at("2026-11-20T16:00:00Z");
  EXPECT_EQ(days.room(load, "acme", now), 60);
  days.use(load, "acme", 25, now);
  EXPECT_EQ(days.room(load, "acme", now), 35);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(days.room(load, "acme", now + kDayMs), 60) << "another day";
  EXPECT_EQ(days.room(load, "acme", now), 35) << "a clock that is set back finds its day as it was";
  EXPECT_FALSE(days.room(load, "other", now));
}

TEST(Brand, NetworksByTheirManyNames) {
  for (const char* one : {"", "T-Mobile USA, Inc.", "T-MOBILE", "Metro by T-Mobile", "MetroPCS", "Sprint Spectrum"})
    EXPECT_TRUE(counts_brand_segments(one)) << one;
  for (const char* one : {"Verizon Wireless", "AT&T Wireless", "US Cellular"})
    EXPECT_FALSE(counts_brand_segments(one)) << one;
}

}  // namespace
}  // namespace tidings::dispatch
