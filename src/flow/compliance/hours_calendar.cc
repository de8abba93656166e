#include "flow/compliance/hours_calendar.h"

#include <algorithm>
#include <vector>

#include "base/limits.h"
#include "flow/compliance/zone_table.h"

namespace tidings::compliance {
namespace {

constexpr int kDayMinutes = 1440;

bool closed(const AllowedHours& hours, int64_t day) {
  if (hours.closed_dates.empty()) return false;
  return std::find(hours.closed_dates.begin(), hours.closed_dates.end(), date_text(day)) != hours.closed_dates.end();
}

bool starts_on(const AllowedSpan& span, int64_t day) { return span.days >> LocalTime{day, 0}.weekday() & 1; }

// Calls visit(first, end) for each open stretch of a local date, in minutes of that date; unsorted, may overlap.
template <class Visit>
void for_each_stretch(const AllowedHours& hours, int64_t day, Visit visit) {
  if (closed(hours, day)) return;
  if (hours.allow.empty()) return visit(0, kDayMinutes);
  bool tails = false;
  for (const auto& span : hours.allow) {
    const bool crosses = span.end_minute <= span.start_minute;
    tails |= crosses;
    if (starts_on(span, day)) visit(span.start_minute, crosses ? kDayMinutes : span.end_minute);
  }
  if (!tails || closed(hours, day - 1)) return;
  for (const auto& span : hours.allow) {
    if (span.end_minute <= span.start_minute && starts_on(span, day - 1)) visit(0, span.end_minute);
  }
}

bool open_on(const AllowedHours& hours, LocalTime at) {
  bool open = false;
  for_each_stretch(hours, at.day, [&](int first, int end) { open |= at.minute >= first && at.minute < end; });
  return open;
}

bool open_in(const AllowedHours& hours, const Zone& zone, Instant at) { return open_on(hours, local_time(zone, at)); }

// The instant of a local minute under a regime; minute may be 1440.
Instant instant_of(const Regime& regime, int64_t day, int minute) {
  return {day * kDayMs + minute * kMinuteMs - regime.offset_ms};
}

// First instant, not before `from`, when the zone is open; `limit` when there is none before it.
Instant next_open(const AllowedHours& hours, const Zone& zone, Instant from, Instant limit) {
  Instant at = from;
  while (at < limit) {
    const Regime& regime = zone.regime_at(at);
    const LocalTime local = local_time(zone, at);
    int first_open = kDayMinutes;
    for_each_stretch(hours, local.day, [&](int first, int end) {
      if (end > local.minute && first < end) first_open = std::min(first_open, std::max(first, local.minute));
    });
    if (first_open == local.minute) return at;
    // Either the opening, or midnight to look at the next date; a change of the clock before that comes first.
    at = std::min(instant_of(regime, local.day, first_open), Instant{regime.end_ms});
  }
  return limit;
}

// First instant after `from` (open) when the zone is not open any more; `limit` when it stays open until then.
Instant next_closed(const AllowedHours& hours, const Zone& zone, Instant from, Instant limit) {
  Instant at = from;
  while (at < limit && open_in(hours, zone, at)) {
    const Regime& regime = zone.regime_at(at);
    const LocalTime local = local_time(zone, at);
    int until = local.minute;
    for (bool grew = true; grew;) {  // stretches may touch or overlap
      grew = false;
      for_each_stretch(hours, local.day, [&](int first, int end) {
        if (first <= until && end > until) until = end, grew = true;
      });
    }
    at = std::min(instant_of(regime, local.day, until), Instant{regime.end_ms});
  }
  return std::min(at, limit);
}

Instant ceil_minute(Instant at) { return {(at.ms + kMinuteMs - 1) / kMinuteMs * kMinuteMs}; }

struct Clock {
  const AllowedHours* hours;
  const Zone* zone;
};
struct Question {
  std::vector<Clock> clocks;  // all hours in all zones
  Instant limit;              // exclusive
};

Result<Question> ask(HoursSet all, std::span<const std::string> names, Instant at) {
  const Instant limit = at + limits::kHoursHorizonMs + kMinuteMs;
  if (names.empty()) return fail(ErrorCode::invalid_argument, "there is no zone to ask the hours of", "zones");
  if (at < kEarliest || limit >= kLatest) {
    return fail(ErrorCode::invalid_argument, "the instant is out of range", "at", "it must lie in 1970 to 2199");
  }
  Question question{{}, limit};
  question.clocks.reserve(names.size() * all.size());
  for (const auto& name : names) {
    const Zone* zone = TRY(find_zone(name));
    for (const auto* hours : all) question.clocks.push_back({hours, zone});
  }
  return question;
}

bool all_open(const Question& question, Instant at) {
  return std::ranges::all_of(question.clocks,
                             [&](const Clock& clock) { return open_in(*clock.hours, *clock.zone, at); });
}

}  // namespace

Result<bool> open_at(const AllowedHours& hours, std::string_view zone_name, Instant at) {
  if (at < kEarliest || at >= kLatest) return fail(ErrorCode::invalid_argument, "the instant is out of range", "at");
  return open_in(hours, *TRY(find_zone(zone_name)), at);
}

Result<HoursAnswer> ask_hours(HoursSet all, std::span<const std::string> names, Instant at) {
  const Question question = TRY(ask(all, names, at));
  const auto& clocks = question.clocks;
  HoursAnswer answer{all_open(question, at), std::nullopt};
  Instant candidate = ceil_minute(at);
  if (clocks.empty()) answer.next = candidate;
  // Each clock may push the candidate on; when a whole round pushes nothing, all agree.
  for (size_t agreed = 0, i = 0; !answer.next && candidate.ms - at.ms <= limits::kHoursHorizonMs;
       i = (i + 1) % clocks.size()) {
    const Instant open = ceil_minute(next_open(*clocks[i].hours, *clocks[i].zone, candidate, question.limit));
    agreed = open == candidate ? agreed + 1 : 0;
    candidate = open;
    // A clock that pushed to a whole minute is asked again: rounding may have left its open time.
    if (agreed == clocks.size()) answer.next = candidate;
  }
  return answer;
}

Result<std::optional<Instant>> closes_at(HoursSet all, std::span<const std::string> names, Instant at) {
  const Question question = TRY(ask(all, names, at));
  if (!all_open(question, at)) return at;
  Instant end = question.limit;
  for (const auto& clock : question.clocks) end = std::min(end, next_closed(*clock.hours, *clock.zone, at, end));
  if (end == question.limit) return std::nullopt;
  return end;
}

Result<HoursAnswer> ask_hours(const AllowedHours& hours, std::span<const std::string> names, Instant at) {
  const AllowedHours* one = &hours;
  return ask_hours(HoursSet(&one, 1), names, at);
}

Result<std::optional<Instant>> closes_at(const AllowedHours& hours, std::span<const std::string> names, Instant at) {
  const AllowedHours* one = &hours;
  return closes_at(HoursSet(&one, 1), names, at);
}

}  // namespace tidings::compliance
