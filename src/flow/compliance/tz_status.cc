#include "flow/compliance/tz_status.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "flow/compliance/zone_table.h"

namespace tidings::compliance {
namespace {

struct Fact {
  std::string_view zone;
  std::string_view at;  // UTC
  int offset_minutes;
  std::string_view what;
};

// Facts a database of before 2026f, or one without rules for later years, gets wrong.
constexpr Fact kFacts[] = {
    {"America/Vancouver", "2026-12-01T12:00Z", -7 * 60, "British Columbia stays on -07 since 2026"},
    {"America/Edmonton", "2026-12-01T12:00Z", -6 * 60, "Alberta stays on -06 since 2026"},
    {"America/Winnipeg", "2026-12-01T12:00Z", -5 * 60, "Manitoba stays on -05 since 2026"},
    {"Africa/Casablanca", "2026-12-01T12:00Z", 0, "Morocco is on +00 since September 2026"},
    {"America/Havana", "2026-12-01T12:00Z", -4 * 60, "Cuba stays on -04 since 2026"},
    // Zone files without tables for later years (built "slim") read as standard time for ever.
    {"America/New_York", "2036-07-01T12:00Z", -4 * 60, "New York keeps summer time"},
    {"Australia/Sydney", "2036-01-15T12:00Z", 11 * 60, "Sydney keeps summer time"},
};

constexpr std::string_view kRemedy =
    "update the package tzdata to 2026f or newer and restart; until then marketing is held";

}  // namespace

TzStatus check_tz_database() {
  TzStatus status;
  const auto version = tz_database_version();
  if (!version) {
    status.version = "none";
    status.problem = version.error().describe();
    return status;
  }
  status.version = version->empty() ? "unknown" : *version;
  for (const auto& fact : kFacts) {
    const auto zone = find_zone(fact.zone);
    const auto at = parse_utc(fact.at);
    const bool known = zone && at && (*zone)->regime_at(*at).offset_ms == fact.offset_minutes * kMinuteMs;
    if (!known) {
      status.problem = fmt::format("time zone data {} does not know that {}; {}", status.version, fact.what, kRemedy);
      return status;
    }
  }
  status.fresh = true;
  return status;
}

}  // namespace tidings::compliance
