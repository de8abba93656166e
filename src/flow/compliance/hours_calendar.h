// The calendar of allowed hours: is it open now in every zone where the recipient may be, and when does it open, when
// does it close. Exact: walks the regimes of the zones, not the minutes. Any thread; no I/O but the first look at a
// zone. Source: reference "meaning of a window". What it says, and what we chose where it is silent:
// - The wall clock at the UTC instant is tested: a span that opens in a spring gap opens at the jump, the doubled hour
// of
//   autumn is open twice. Start inclusive, end exclusive; end not after start crosses midnight and belongs to its first
//   day.
// - A closed local date closes every instant of that date, and also the tail after midnight of a span that would have
//   begun on it. This is the stricter of two readings, and so the safe one.
// - No spans means always open, closed dates apart.
// Instants must lie within kEarliest and kLatest of zone_table.h; no zone at all is an error, never "allowed".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "domain/hours.h"

namespace tidings::compliance {

struct HoursAnswer {
  bool allowed = false;  // at the very instant asked about, in every zone
  std::optional<Instant>
      next;  // first whole UTC minute, not before it, when every zone allows; none within the horizon
  bool operator==(const HoursAnswer&) const = default;
};

// Several at once: every one of them must allow, in every zone. None is always open.
using HoursSet = std::span<const AllowedHours* const>;

// Errors of all: invalid_argument (a name that is no zone, no zones, instant out of range), unavailable (no tz
// database).
Result<bool> open_at(const AllowedHours& hours, std::string_view zone, Instant at);
Result<HoursAnswer> ask_hours(HoursSet all, std::span<const std::string> zones, Instant at);
Result<HoursAnswer> ask_hours(const AllowedHours& hours, std::span<const std::string> zones, Instant at);

// The end, exclusive, of the time from `at` during which every zone stays open: the latest a message may still be
// delivered. `at` itself when it is closed now; none when it stays open for the whole horizon.
Result<std::optional<Instant>> closes_at(HoursSet all, std::span<const std::string> zones, Instant at);
Result<std::optional<Instant>> closes_at(const AllowedHours& hours, std::span<const std::string> zones, Instant at);

}  // namespace tidings::compliance
