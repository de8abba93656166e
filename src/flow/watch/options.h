// How often and how far reconciliation looks, and when it says that something is wrong. From [reconciliation].
#pragma once

#include "base/clock.h"
#include "base/result.h"

namespace tidings::watch {

struct ReconcilerOptions {
  bool on = true;                       // false: only on request
  int64_t light_every_ms = 5 * 60'000;  // the gap check
  int64_t light_window_ms = kHourMs;    // it looks at; further back after an outage
  int full_hour = 3;                    // of UTC: the daily one
  int64_t full_window_ms = 2 * kDayMs;
  int64_t grace_ms = 120'000;    // what is younger may still come by itself
  double requests_per_s = 1;     // to one carrier
  double incident_share = 0.01;  // missing, of what was compared: more opens an incident
  int64_t incident_least = 3;    // fewer never do
  bool check_clock = true;       // not while ours is set off on purpose, for a rehearsal

  // Error: invalid_argument, where: the key of [reconciliation].
  Result<> validate() const;
};

}  // namespace tidings::watch
