#include "flow/watch/options.h"

#include "base/limits.h"

namespace tidings::watch {

Result<> ReconcilerOptions::validate() const {
  const auto wrong = [](const char* key, const char* what) -> Result<> {
    return fail(ErrorCode::invalid_argument, what, std::string("reconciliation.") + key);
  };
  if (light_every_ms < kMinuteMs || light_every_ms > kDayMs) return wrong("every_min", "must be 1 to 1440 minutes");
  if (light_window_ms < light_every_ms || light_window_ms > full_window_ms)
    return wrong("window_min", "must be at least every_min, and at most full_days");
  if (full_hour < 0 || full_hour > 23) return wrong("full_hour", "must be an hour of UTC, 0 to 23");
  if (full_window_ms < kDayMs || full_window_ms > limits::kReconcileMostMs)
    return wrong("full_days", "must be 1 to 400 days");
  if (grace_ms < 0 || grace_ms > kHourMs) return wrong("grace_s", "must be 0 to 3600 seconds");
  if (!(requests_per_s > 0 && requests_per_s <= 100)) return wrong("requests_per_s", "must be above 0, at most 100");
  if (!(incident_share >= 0 && incident_share <= 1)) return wrong("incident_share", "must be 0 to 1");
  if (incident_least < 1) return wrong("incident_least", "must be 1 or more");
  return {};
}

}  // namespace tidings::watch
