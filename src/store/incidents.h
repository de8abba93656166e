// Things somebody must know of, until they are over: a canary that did not come back, a gap in the webhooks. Inside a
// transaction. One open incident a key; opening it again is no news. Written through flow/watch/incidents.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::incidents {

// The numbers are stored, the names are those of PagerDuty.
enum class Severity : int { info = 0, warning = 1, error = 2, critical = 3 };
std::string_view to_string(Severity severity);

struct Incident {
  IncidentId id;
  std::string key;  // "canary:main:+12025550100", the same as long as the trouble is the same
  Severity severity = Severity::error;
  std::string text;            // for people: no message text, no full phone number of anybody but ourselves
  Instant opened_at, last_at;  // last_at: when it was last found so
  int64_t times = 1;           // how often
  Instant resolved_at;         // 0 = open
  std::string resolution;
};

struct Opened {
  IncidentId id;
  bool fresh = false;  // false: it was open already; its text and severity are brought up to date, never milder
};
Opened open(Session& s, std::string_view key, Severity severity, std::string_view text, Instant now);
bool resolve(Session& s, std::string_view key, std::string_view resolution, Instant now);  // false: none was open

std::optional<Incident> open_by_key(Session& s, std::string_view key);
std::optional<Incident> by_id(Session& s, IncidentId id);
std::vector<Incident> in_force(Session& s, IncidentId after, int64_t most);  // oldest first
std::vector<Incident> page(Session& s, IncidentId before, int64_t most);     // newest first, resolved ones too

}  // namespace tidings::store::incidents
