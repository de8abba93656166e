#include "app/demo/audience.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "flow/compliance/candidates.h"
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
  // NANP: 555-0100 to 555-0199 of every area code.
  for (const auto& person : make_audience(2000, 7).people) {
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

const AllowedHours kDaytime{.allow = {{.days = 0x7f, .start_minute = 9 * 60, .end_minute = 20 * 60}}};

// The zones the gate asks, for one person of each place, and how many live there.
struct Group {
  size_t place = 0;
  std::vector<std::string> zones;
  int people = 0;
};
std::vector<Group> groups(int people) {
  const auto where = places();
  std::map<size_t, Group> found;
  for (const auto& person : make_audience(people, 1).people) {
    auto& group = found[person.place];
    if (group.people++ > 0) continue;
    group.place = person.place;
    const Contact contact{.phone = person.phone, .zone = std::string(where[person.place].zone)};
    group.zones = compliance::candidate_zones(contact, sms::candidate_zones(person.phone).zones).zones;
  }
  std::vector<Group> out;
  for (auto& [place, group] : found) out.push_back(std::move(group));
  return out;
}

TEST(DemoAudience, SomebodysDaytimeIsAlwaysOpen) {
  // Every half hour of a week in each season.
  for (const char* monday :
       {"2026-01-05T00:00:00Z", "2026-04-06T00:00:00Z", "2026-07-06T00:00:00Z", "2026-10-26T00:00:00Z"}) {
    const Instant begin = *parse_utc(monday);
    const auto all = groups(2000);
    for (int half = 0; half < 7 * 48; ++half) {
      const Instant at = begin + half * 30 * kMinuteMs;
      int open = 0;
      for (const auto& group : all) {
        const auto asked = compliance::ask_hours(kDaytime, group.zones, at);
        ASSERT_TRUE(asked) << places()[group.place].city;
        if (asked->allowed) open += group.people;
      }
      EXPECT_GE(open, 300) << format_utc(at);
      EXPECT_LE(open, 1700) << "hardly anybody is held at " << format_utc(at);
    }
  }
}

TEST(DemoAudience, HeldPeopleGetTheirsAtNineWhereTheyAre) {
  for (const auto& group : groups(2000)) {
    const Place place = places()[group.place];
    const auto zone = compliance::find_zone(place.zone);
    ASSERT_TRUE(zone) << place.zone;
    // From midnight on, the next opening is nine by the clock of the place.
    Instant midnight = *parse_utc("2026-03-10T00:00:00Z");
    while (compliance::local_time(**zone, midnight).minute != 0) midnight = midnight + 30 * kMinuteMs;
    const auto asked = compliance::ask_hours(kDaytime, group.zones, midnight);
    ASSERT_TRUE(asked && asked->next) << place.city;
    EXPECT_EQ(compliance::local_time(**zone, *asked->next).minute, 9 * 60) << place.city;
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
