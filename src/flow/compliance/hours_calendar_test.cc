#include "flow/compliance/hours_calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/limits.h"
#include "flow/compliance/zone_table.h"

namespace tidings::compliance {
namespace {

AllowedHours hours_of(std::string_view text, std::vector<std::string> closed = {}) {
  auto hours = parse_allowed_hours(text);
  EXPECT_TRUE(hours) << text;
  hours->closed_dates = std::move(closed);
  return *hours;
}

Instant utc(std::string_view text) {
  const auto at = parse_utc(text);
  EXPECT_TRUE(at) << text;
  return at.value_or(Instant{});
}

struct Case {
  const char* what;
  const char* hours;
  std::vector<std::string> closed;
  std::vector<std::string> zones;
  const char* at;
  bool allowed;
  const char* next;         // "" = none within 21 days
  const char* closes = "";  // "" = not asked
};

TEST(HoursCalendar, Table) {
  const Case cases[] = {
      {"start is inclusive",
       "09:00-17:00",
       {},
       {"Etc/UTC"},
       "2026-11-20T09:00Z",
       true,
       "2026-11-20T09:00Z",
       "2026-11-20T17:00Z"},
      {"a second before", "09:00-17:00", {}, {"Etc/UTC"}, "2026-11-20T08:59:59Z", false, "2026-11-20T09:00Z"},
      {"end is exclusive", "09:00-17:00", {}, {"Etc/UTC"}, "2026-11-20T17:00Z", false, "2026-11-21T09:00Z"},
      {"the last half minute is allowed, but the next whole minute is tomorrow",
       "09:00-17:00",
       {},
       {"Etc/UTC"},
       "2026-11-20T16:59:30Z",
       true,
       "2026-11-21T09:00Z",
       "2026-11-20T17:00Z"},
      {"weekday by local date: Sunday in Auckland, Saturday in UTC",
       "6 00:00-24:00",
       {},
       {"Pacific/Auckland"},
       "2026-11-21T12:00Z",
       false,
       "2026-11-27T11:00Z"},
      {"crossing midnight belongs to the first day: Friday night",
       "5 22:00-02:00",
       {},
       {"Etc/UTC"},
       "2026-11-21T01:59Z",
       true,
       "2026-11-21T01:59Z",
       "2026-11-21T02:00Z"},
      {"and not to Saturday night's tail",
       "5 22:00-02:00",
       {},
       {"Etc/UTC"},
       "2026-11-20T01:00Z",
       false,
       "2026-11-20T22:00Z",
       "2026-11-20T01:00Z"},
      {"Sunday night runs into Monday",
       "7 23:00-01:00",
       {},
       {"Etc/UTC"},
       "2026-11-23T00:30Z",
       true,
       "2026-11-23T00:30Z",
       "2026-11-23T01:00Z"},
      {"equal start and end are a whole day",
       "5 10:00-10:00",
       {},
       {"Etc/UTC"},
       "2026-11-21T09:59Z",
       true,
       "2026-11-21T09:59Z",
       "2026-11-21T10:00Z"},
      {"closed date, local",
       "09:00-17:00",
       {"2026-11-20"},
       {"America/New_York"},
       "2026-11-20T15:00Z",
       false,
       "2026-11-21T14:00Z"},
      {"a closed date closes the tail of the evening before",
       "22:00-02:00",
       {"2026-11-21"},
       {"Etc/UTC"},
       "2026-11-20T23:00Z",
       true,
       "2026-11-20T23:00Z",
       "2026-11-21T00:00Z"},
      {"and the tail of its own evening",
       "22:00-02:00",
       {"2026-11-21"},
       {"Etc/UTC"},
       "2026-11-22T01:00Z",
       false,
       "2026-11-22T22:00Z"},
      {"no spans: open", "", {}, {"Asia/Tokyo", "America/New_York"}, "2026-11-20T03:00:01Z", true, "2026-11-20T03:01Z"},
      {"no spans, closed date", "", {"2026-11-20"}, {"Asia/Tokyo"}, "2026-11-20T03:00Z", false, "2026-11-20T15:00Z"},
      {"spring gap: a window opening in it opens at the jump",
       "02:30-04:00",
       {},
       {"America/New_York"},
       "2027-03-14T06:00Z",
       false,
       "2027-03-14T07:00Z"},
      {"spring gap: a window inside it does not exist that day",
       "02:10-02:50",
       {},
       {"America/New_York"},
       "2027-03-14T06:00Z",
       false,
       "2027-03-15T06:10Z"},
      {"spring gap: an end inside it comes at the jump",
       "01:00-02:30",
       {},
       {"America/New_York"},
       "2027-03-14T06:30Z",
       true,
       "2027-03-14T06:30Z",
       "2027-03-14T07:00Z"},
      {"autumn fold: the same wall time twice, first",
       "01:00-01:30",
       {},
       {"America/New_York"},
       "2027-11-07T05:10Z",
       true,
       "2027-11-07T05:10Z",
       "2027-11-07T05:30Z"},
      {"autumn fold: between",
       "01:00-01:30",
       {},
       {"America/New_York"},
       "2027-11-07T05:30Z",
       false,
       "2027-11-07T06:00Z"},
      {"autumn fold: open across it lasts two hours",
       "01:00-02:00",
       {},
       {"America/New_York"},
       "2027-11-07T05:10Z",
       true,
       "2027-11-07T05:10Z",
       "2027-11-07T07:00Z"},
      {"midnight that does not exist (Beirut jumps from 00:00)",
       "00:00-00:30",
       {},
       {"Asia/Beirut"},
       "2027-03-27T22:00Z",
       false,
       "2027-03-28T21:00Z"},
      {"all zones: the later opening, the earlier end",
       "09:00-17:00",
       {},
       {"America/Los_Angeles", "America/New_York"},
       "2026-11-20T14:00Z",
       false,
       "2026-11-20T17:00Z"},
      {"and its end",
       "09:00-17:00",
       {},
       {"America/Los_Angeles", "America/New_York"},
       "2026-11-20T17:00Z",
       true,
       "2026-11-20T17:00Z",
       "2026-11-20T22:00Z"},
      {"Tokyo and New York never meet",
       "09:00-17:00",
       {},
       {"America/New_York", "Asia/Tokyo"},
       "2026-11-20T14:00Z",
       false,
       ""},
      {"half hours: Lord Howe, and its half-hour summer time",
       "09:00-17:00",
       {},
       {"Australia/Lord_Howe"},
       "2026-11-20T21:59Z",
       false,
       "2026-11-20T22:00Z"},
      {"quarter hours: Kathmandu",
       "09:00-17:00",
       {},
       {"Asia/Kathmandu"},
       "2026-11-20T03:14Z",
       false,
       "2026-11-20T03:15Z"},
      {"quarter hours with summer time: Chatham",
       "09:00-17:00",
       {},
       {"Pacific/Chatham"},
       "2026-11-20T19:14Z",
       false,
       "2026-11-20T19:15Z"},
      {"the date line: Friday in Honolulu, Saturday on Guam",
       "1-5 09:00-17:00",
       {},
       {"Pacific/Guam", "Pacific/Honolulu"},
       "2026-11-20T23:00Z",
       false,
       "2026-11-23T23:00Z"},
      {"British Columbia keeps -07: at 20:30 it is not 19:30",
       "09:00-20:00",
       {},
       {"America/Vancouver"},
       "2026-12-02T03:30Z",
       false,
       "2026-12-02T16:00Z"},
      {"overlapping spans are one",
       "09:00-12:00;11:00-17:00",
       {},
       {"Etc/UTC"},
       "2026-11-20T10:00Z",
       true,
       "2026-11-20T10:00Z",
       "2026-11-20T17:00Z"},
      {"spans that touch over midnight are one",
       "22:00-24:00;00:00-03:00",
       {},
       {"Etc/UTC"},
       "2026-11-20T23:00Z",
       true,
       "2026-11-20T23:00Z",
       "2026-11-21T03:00Z"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    const auto hours = hours_of(c.hours, c.closed);
    const auto answer = ask_hours(hours, c.zones, utc(c.at));
    ASSERT_TRUE(answer) << answer.error().describe();
    EXPECT_EQ(answer->allowed, c.allowed);
    EXPECT_EQ(answer->next ? format_utc(*answer->next) : "", *c.next ? format_utc(utc(c.next)) : "");
    if (*c.closes) {
      const auto end = closes_at(hours, c.zones, utc(c.at));
      ASSERT_TRUE(end && *end);
      EXPECT_EQ(format_utc(**end), format_utc(utc(c.closes)));
    }
  }
}

TEST(HoursCalendar, OpenForTheWholeHorizonHasNoEnd) {
  const std::vector<std::string> zones{"Europe/Berlin"};
  EXPECT_EQ(*closes_at(AllowedHours{}, zones, utc("2026-11-20T00:00Z")), std::nullopt);
  EXPECT_EQ(*closes_at(hours_of("1-7 00:00-24:00"), zones, utc("2026-03-28T00:00Z")), std::nullopt);
}

TEST(HoursCalendar, RefusesWhatItCannotAnswer) {
  const auto hours = hours_of("09:00-17:00");
  const Instant now = utc("2026-11-20T09:00Z");
  const std::vector<std::string> none, wrong{"Europe/Berlin", "Mars/Olympus"};
  EXPECT_EQ(ask_hours(hours, none, now).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(ask_hours(hours, wrong, now).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(closes_at(hours, wrong, now).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(open_at(hours, "", now).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(open_at(hours, "../../etc/passwd", now).error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(open_at(hours, "Europe/Berlin", {-1}));
  EXPECT_FALSE(ask_hours(hours, std::vector<std::string>{"Europe/Berlin"}, {INT64_MAX / 2}));
}

TEST(HoursCalendar, SaysLocalTimeForPeople) {
  EXPECT_EQ(*describe_local("America/New_York", utc("2026-11-21T01:31Z")), "Fri 2026-11-20 20:31 (UTC-05:00)");
  EXPECT_EQ(*describe_local("Asia/Kathmandu", utc("2026-11-20T20:00Z")), "Sat 2026-11-21 01:45 (UTC+05:45)");
}

// The plain reading of the rule, minute by minute; shares only the zones' wall clock with the product.
struct Oracle {
  AllowedHours hours;
  std::vector<const Zone*> zones;
  std::vector<int64_t> closed;

  Oracle(const AllowedHours& allowed, const std::vector<std::string>& names) : hours(allowed) {
    for (const auto& name : names) zones.push_back(*find_zone(name));
    for (const auto& date : hours.closed_dates) closed.push_back(utc(date + "T00:00Z").ms / kDayMs);
  }
  bool is_closed(int64_t day) const { return std::count(closed.begin(), closed.end(), day) > 0; }
  bool open_in(const Zone& zone, Instant at) const {
    const LocalTime local = local_time(zone, at);
    if (is_closed(local.day)) return false;
    if (hours.allow.empty()) return true;
    for (const auto& span : hours.allow) {
      for (int back = 0; back <= 1; ++back) {
        const int64_t day = local.day - back;
        const int minute = local.minute + back * 1440;
        const int end = span.end_minute + (span.end_minute <= span.start_minute ? 1440 : 0);
        const bool on_day = span.days >> ((day + 3) % 7) & 1;
        if (on_day && !is_closed(day) && minute >= span.start_minute && minute < end) return true;
      }
    }
    return false;
  }
  bool open(Instant at) const {
    return std::all_of(zones.begin(), zones.end(), [&](const Zone* zone) { return open_in(*zone, at); });
  }
};

// Around changes of the clock, and zones chosen for being odd.
constexpr const char* kMoments[] = {"2026-03-08T00:00Z", "2026-03-29T00:00Z", "2026-04-04T12:00Z", "2026-09-19T22:00Z",
                                    "2026-09-26T12:00Z", "2026-10-03T12:00Z", "2026-10-25T00:00Z", "2026-11-01T00:00Z",
                                    "2026-12-24T00:00Z", "2027-02-06T00:00Z", "2027-03-14T00:00Z", "2011-12-29T00:00Z"};
constexpr const char* kOddZones[] = {
    "America/New_York", "America/Vancouver",   "America/St_Johns",   "America/Phoenix",    "America/Adak",
    "America/Havana",   "Australia/Lord_Howe", "Australia/Eucla",    "Australia/Adelaide", "Asia/Kathmandu",
    "Asia/Kolkata",     "Asia/Beirut",         "Asia/Gaza",          "Pacific/Chatham",    "Pacific/Apia",
    "Pacific/Guam",     "Pacific/Honolulu",    "Pacific/Kiritimati", "Africa/Casablanca",  "Europe/Dublin",
    "Europe/London",    "America/Asuncion",    "America/Nuuk",       "Antarctica/Troll",   "Etc/UTC"};

// Spans of any length, many of them in the night, where clocks change; closed dates around `near`.
AllowedHours any_hours(Instant near) {
  AllowedHours hours;
  for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
    const int start = *rc::gen::oneOf(rc::gen::inRange(0, 1440), rc::gen::inRange(0, 240), rc::gen::just(1320));
    const int length = *rc::gen::oneOf(rc::gen::inRange(1, 1441), rc::gen::inRange(1, 90));
    const unsigned days = *rc::gen::oneOf(rc::gen::just(0x7f), rc::gen::inRange(1, 128));
    hours.allow.push_back({days, start, (start + length) % 1440});
  }
  for (int count = *rc::gen::inRange(0, 4); count > 0; --count) {
    hours.closed_dates.push_back(format_utc(near + *rc::gen::inRange(-1, 3) * kDayMs).substr(0, 10));
  }
  return hours;
}

RC_GTEST_PROP(HoursCalendarProperty, AgreesWithMinuteByMinute, ()) {
  const auto names = std::vector<std::string>(std::begin(kOddZones), std::end(kOddZones));
  std::vector<std::string> zones{*rc::gen::elementOf(names)};
  const std::string moment = *rc::gen::elementOf(std::vector<std::string>(std::begin(kMoments), std::end(kMoments)));
  // A day or so around the next change of the first zone's clock, where it has one; around the moment elsewhere.
  Instant near{(*find_zone(zones[0]))->regime_at(utc(moment)).end_ms};
  if (near >= utc("2037-01-01T00:00Z")) near = utc(moment);
  const Instant at = near + *rc::gen::oneOf(rc::gen::inRange<int64_t>(-36 * kHourMs, 12 * kHourMs),
                                            rc::gen::inRange<int64_t>(-90 * kMinuteMs, 90 * kMinuteMs));
  std::vector<AllowedHours> all{any_hours(at)};
  for (int count = *rc::gen::inRange(0, 3); count > 0; --count) all.push_back(any_hours(at));
  for (int count = *rc::gen::inRange(0, 3); count > 0; --count) zones.push_back(*rc::gen::elementOf(names));

  std::vector<Oracle> oracles;
  std::vector<const AllowedHours*> set;
  for (const auto& hours : all) oracles.emplace_back(hours, zones), set.push_back(&hours);
  const auto open = [&](Instant m) { return std::ranges::all_of(oracles, [&](const Oracle& o) { return o.open(m); }); };
  const auto answer = ask_hours(set, zones, at);
  RC_ASSERT(answer.has_value());
  RC_ASSERT(answer->allowed == open(at));
  std::optional<Instant> next;
  for (Instant m{(at.ms + kMinuteMs - 1) / kMinuteMs * kMinuteMs}; m - at <= limits::kHoursHorizonMs;
       m = m + kMinuteMs) {
    if (open(m)) {
      next = m;
      break;
    }
  }
  RC_ASSERT(answer->next == next);

  const auto closes = closes_at(set, zones, at);
  RC_ASSERT(closes.has_value());
  if (!answer->allowed) {
    RC_ASSERT(*closes == std::optional(at));
    return;
  }
  std::optional<Instant> end;
  for (Instant m{at.ms / kMinuteMs * kMinuteMs + kMinuteMs}; m - at <= limits::kHoursHorizonMs; m = m + kMinuteMs) {
    if (!open(m)) {
      end = m;
      break;
    }
  }
  if (end) RC_ASSERT(*closes == end);
  if (!end) RC_ASSERT(!*closes || **closes - at > limits::kHoursHorizonMs);
}

}  // namespace
}  // namespace tidings::compliance
