// Time zones as plain regimes: for a zone, the spans of UTC during which its clock keeps one distance from UTC. This is
// the only file that knows the date library; it reads the machine's tz database once. Any thread.
// The tables are a read-only copy of process-wide data, made on first use and kept: a newer tz database needs a
// restart.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace tidings::compliance {

// Between begin and end (exclusive, UTC) local time is UTC plus offset_ms, without gap or fold.
struct Regime {
  int64_t begin_ms = 0;
  int64_t end_ms = 0;
  int64_t offset_ms = 0;
};

// Instants the tables know. Beyond 2037 compiled zone files name no changes, so hours there follow standard time.
inline constexpr Instant kEarliest{0};                // 1970-01-01
inline constexpr Instant kLatest{7'258'118'400'000};  // 2200-01-01

class Zone {
 public:
  Zone(std::string name, std::vector<Regime> regimes) : name_(std::move(name)), regimes_(std::move(regimes)) {}
  const std::string& name() const { return name_; }
  // The regime of an instant within [kEarliest, kLatest).
  const Regime& regime_at(Instant at) const;

 private:
  std::string name_;
  std::vector<Regime> regimes_;  // sorted, no holes, from kEarliest to kLatest
};

// The zone of an IANA name; stays valid for ever. Errors: invalid_argument for a name the database does not have,
// unavailable when there is no database.
Result<const Zone*> find_zone(std::string_view name);

// The release of the database, "2026f"; empty when it does not say. Error: unavailable when there is none.
Result<std::string> tz_database_version();

// Wall clock of a zone at an instant.
struct LocalTime {
  int64_t day = 0;                                                           // days since 1970-01-01, local date
  int minute = 0;                                                            // of that day
  int weekday() const { return static_cast<int>(((day + 3) % 7 + 7) % 7); }  // 0 Monday … 6 Sunday
};
LocalTime local_time(const Zone& zone, Instant at);

// "Fri 20:31", and "Fri 2026-11-20 20:31 (UTC-05:00)": for traces and for people.
std::string weekday_clock(const LocalTime& local);
Result<std::string> describe_local(std::string_view zone, Instant at);

// "Fri 19:31 America/Chicago; Fri 20:31 America/New_York,America/Toronto": zones grouped by what their clocks show, in
// order of local time.
Result<std::string> local_times(std::span<const std::string> zones, Instant at);

// "2026-12-25" of a count of days since 1970-01-01.
std::string date_text(int64_t day);

}  // namespace tidings::compliance
