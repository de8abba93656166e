// What the law of every place says where a recipient may be: its hours in every zone where they may be, closed days and
// unknown years included, and its caps in any sliding window. Only the rows of the packs are the product's; what binds,
// local time and counting are worked out here again, plainly.
#include <date/tz.h>
#include <fmt/format.h>

#include <set>

#include "flow/compliance/candidates.h"
#include "sms/places.h"
#include "sms/zones.h"
#include "tests/sim/checkers/checkers.h"
#include "tests/sim/scenario.h"

namespace tidings::sim {
namespace {

struct Local {
  std::string date, day_before;
  int year = 0;
  unsigned weekday = 0;  // 0 Monday
  int minute = 0;
};

Local local_time(const std::string& zone, Instant at) {
  const auto local =
      date::locate_zone(zone)->to_local(date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{at.ms}});
  const auto day = date::floor<date::days>(local);
  return {date::format("%F", day), date::format("%F", day - date::days{1}),
          static_cast<int>(date::year_month_day{day}.year()), date::weekday{day}.iso_encoding() - 1,
          static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(local - day).count())};
}

bool open(const law::Rule& rule, const Local& at) {
  const auto closed = [&](const std::string& date) {
    return std::ranges::find(rule.hours.closed_dates, date) != rule.hours.closed_dates.end();
  };
  if (!rule.holidays.empty() && std::ranges::find(rule.years, at.year) == rule.years.end()) return false;
  if (rule.hours.allow.empty()) return !closed(at.date);
  for (const AllowedSpan& span : rule.hours.allow) {
    const auto on = [&](unsigned day) { return (span.days >> (day % 7) & 1U) != 0; };
    if (span.end_minute > span.start_minute) {
      if (on(at.weekday) && at.minute >= span.start_minute && at.minute < span.end_minute && !closed(at.date))
        return true;
    } else {
      if (on(at.weekday) && at.minute >= span.start_minute && !closed(at.date)) return true;
      if (on(at.weekday + 6) && at.minute < span.end_minute && !closed(at.day_before)) return true;
    }
  }
  return false;
}

std::set<std::string> places_of(const Contact& person) {
  std::set<std::string> out;
  for (const auto place : sms::candidate_places(person.phone)) out.emplace(place);
  if (!person.place.empty()) out.insert(person.place);
  for (const NumberRange& range : number_ranges()) {
    if (person.phone.starts_with(range.prefix)) out.emplace(range.region);
  }
  return out;
}

std::string country(const std::string& place) { return place.substr(0, place.find('-')); }

// Every rule of a country and its known parts; where no part is known, the one for that.
bool is_of(const law::Rule& rule, const std::set<std::string>& places) {
  for (const auto& place : places) {
    if (rule.place == place || rule.place == country(place)) return true;
    const bool part_known =
        std::ranges::any_of(places, [&](const auto& p) { return p.starts_with(country(place) + "-"); });
    if (!part_known && rule.place == country(place) + "-*") return true;
  }
  return false;
}

std::vector<const law::Rule*> binding(const History& history, const Contact& person) {
  const auto places = places_of(person);
  std::vector<const law::Rule*> out;
  for (const auto& rule : history.law) {
    if (!rule.on || !rule.from.empty() || !rule.until.empty() || !is_of(rule, places)) continue;
    if (rule.consent_lifts == law::ConsentLifts::yes) continue;  // whose consent stood at that moment is not known here
    const bool own_for_texts = std::ranges::any_of(history.law, [&](const law::Rule& other) {
      return other.on && other.place == rule.place && other.applies != law::Applies::calls;
    });
    if (rule.applies == law::Applies::calls && own_for_texts) continue;
    out.push_back(&rule);
  }
  return out;
}

const Contact* person_of(const History& history, const store::LedgerRow& row) {
  return History::find(history.ending.contacts, row.contact.value);
}

}  // namespace

Findings check_legal_hours(const History& history) {
  Findings out;
  for (const Left& left : history.left) {
    const auto* row = history.message(left.message);
    if (row == nullptr || row->kind == MessageKind::confirmation) continue;
    const auto* person = person_of(history, *row);
    if (person == nullptr) {
      out.add(fmt::format("message {} left for {}, whom nobody knows", left.message, row->phone));
      continue;
    }
    const auto zones = compliance::candidate_zones(*person, sms::candidate_zones(person->phone).zones).zones;
    if (zones.empty() || places_of(*person).empty())
      out.add(fmt::format("message {} left for {}, who may be anywhere", left.message, row->phone));
    for (const auto* rule : binding(history, *person)) {
      for (const auto& zone : zones) {
        const auto at = local_time(zone, left.when.wall);
        if (open(*rule, at)) continue;
        out.add(fmt::format("message {} ({}) left at {}, {} {:02}:{:02} in {}, outside {} of {}", left.message,
                            to_string(row->kind), format_utc(left.when.wall), at.date, at.minute / 60, at.minute % 60,
                            zone, tidings::describe(rule->hours), rule->id));
      }
    }
  }
  return out;
}

Findings check_legal_caps(const History& history) {
  Findings out;
  std::map<std::string, std::vector<int64_t>> past;  // by the product's clock, in the order they happened
  for (const Left* one : taken(history)) {
    const Left& left = *one;
    const auto* row = history.message(left.message);
    if (row == nullptr || row->kind == MessageKind::confirmation || left.to != row->phone) continue;
    const auto* person = person_of(history, *row);
    if (person == nullptr) continue;
    auto& times = past[row->phone];
    if (row->purpose == Purpose::marketing && row->kind != MessageKind::reply) {
      for (const auto* rule : binding(history, *person)) {
        for (const auto& cap : rule->caps) {
          const auto before =
              std::ranges::count_if(times, [&](int64_t t) { return t > left.when.wall.ms - cap.window_ms; });
          if (before < cap.most) continue;
          out.add(fmt::format("{} got message {} at {} as number {} of {} of {}", row->phone, left.message,
                              format_utc(left.when.wall), before + 1, cap.text, rule->id));
        }
      }
    }
    times.push_back(left.when.wall.ms);
  }
  return out;
}

}  // namespace tidings::sim
