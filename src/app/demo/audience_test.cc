#include "app/demo/audience.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "flow/compliance/hours_calendar.h"
#include "flow/compliance/zone_table.h"
#include "sms/phone.h"
#include "sms/zones.h"

namespace tidings::app::demo {
namespace {

TEST(DemoAudience, EveryNumberCanBeTextedAndIsOfItsPlace) {
  const auto where = places();
  const auto file = make_audience(2000, 1);
  ASSERT_EQ(file.people.size(), 2000U);
  std::set<std::string> numbers;
  for (const auto& person : file.people) {
    const auto phone = sms::read_phone(person.phone, "");
    ASSERT_TRUE(phone) << person.phone;
    EXPECT_EQ(phone->e164, person.phone);
    EXPECT_EQ(phone->region, where[person.place].region) << person.phone;
    EXPECT_TRUE(phone->sms_capable) << person.phone;
    EXPECT_TRUE(numbers.insert(person.phone).second) << person.phone << " twice";
  }
}

TEST(DemoAudience, NorthAmericanNumbersAreThoseOfFiction) {
  for (const auto& person : make_audience(2000, 7).people) {
    if (!person.phone.starts_with("+1")) continue;
    EXPECT_EQ(person.phone.substr(5, 3), "555") << person.phone;
  }
  for (const auto& person : make_audience(1000, 7).people) {
    if (person.phone.starts_with("+1")) EXPECT_EQ(person.phone.substr(5, 5), "55501") << person.phone;
  }
}

TEST(DemoAudience, TheMostPeopleHaveDifferentNumbersToo) {
  std::set<std::string> numbers;
  for (const auto& person : make_audience(kPeopleMost, 3).people) {
    EXPECT_TRUE(numbers.insert(person.phone).second) << person.phone << " twice";
    EXPECT_TRUE(sms::read_phone(person.phone, "")) << person.phone;
  }
}

TEST(DemoAudience, SomebodysDaytimeIsAlwaysOpen) {
  const AllowedHours daytime{.allow = {{.days = 0x7f, .start_minute = 9 * 60, .end_minute = 20 * 60}}};
  const auto where = places();
  const auto people = make_audience(2000, 1).people;
  std::map<size_t, int> at_place;
  for (const auto& person : people) ++at_place[person.place];
  // Every half hour of a week in each season.
  for (const char* monday :
       {"2026-01-05T00:00:00Z", "2026-04-06T00:00:00Z", "2026-07-06T00:00:00Z", "2026-10-26T00:00:00Z"}) {
    const Instant begin = *parse_utc(monday);
    for (int half = 0; half < 7 * 48; ++half) {
      const Instant at = begin + half * 30 * kMinuteMs;
      int open = 0;
      for (const auto& [place, n] : at_place) {
        const auto allowed = compliance::open_at(daytime, where[place].zone, at);
        ASSERT_TRUE(allowed) << where[place].zone;
        if (*allowed) open += n;
      }
      EXPECT_GE(open * 100, 15 * static_cast<int>(people.size())) << format_utc(at);
      EXPECT_LE(open * 100, 85 * static_cast<int>(people.size())) << "nobody is held at " << format_utc(at);
    }
  }
}

TEST(DemoAudience, TheFileHoldsWhatItSays) {
  const auto file = make_audience(2000, 1);
  EXPECT_EQ(std::ranges::count(file.csv, '\n'), 1 + 2000 + file.duplicates + file.broken);
  EXPECT_EQ(file.duplicates, 13);
  EXPECT_EQ(file.broken, 8);
  EXPECT_TRUE(file.csv.starts_with("first name,last name,phone,home,country,time zone,score\r\n"));
  EXPECT_EQ(file.csv, make_audience(2000, 1).csv);
  EXPECT_NE(file.csv, make_audience(2000, 2).csv);
}

TEST(DemoAudience, FewPeopleAreSpreadToo) {
  std::set<size_t> met;
  for (const auto& person : make_audience(100, 1).people) met.insert(person.place);
  EXPECT_GE(met.size(), places().size() * 3 / 4);
}

}  // namespace
}  // namespace tidings::app::demo
