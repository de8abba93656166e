// Who has been told of which incident, and who is still to be told: one notice a route, an incident and a piece of news
// (opened, resolved). Inside a transaction. Written by flow/watch/notifier.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/incidents.h"

namespace tidings::store::alerts {

inline constexpr std::string_view kOpened = "opened", kResolved = "resolved";

struct Notice {
  std::string route;
  IncidentId incident;
  std::string what;   // kOpened, kResolved
  std::string state;  // pending, done, refused, spared, below, old
  int attempts = 0;
  Instant next_at;
  std::string problem;
  Instant made_at;
};

struct Unseen {
  IncidentId incident;
  incidents::Severity severity{};
  Instant resolved_at;
};
std::vector<Unseen> unseen(Session& s, std::string_view route, int64_t most);  // incidents the route never looked at

// Notices of 'opened' that may need another word.
struct OpenNotice {
  std::string route;
  IncidentId incident;
  std::string state;
  int attempts = 0;
  Instant resolved_at;  // of the incident; 0 = it goes on
  incidents::Severity severity{};
};
std::vector<OpenNotice> open(Session& s, int64_t most);

// over: nothing will be left to tell, whatever becomes of the incident. One that is there already stays as it is.
void add(Session& s, std::string_view route, IncidentId incident, std::string_view what, std::string_view state,
         bool over, Instant now);
std::vector<Notice> due(Session& s, Instant now, int64_t most);
void set(Session& s, const Notice& notice);                         // state, attempts, next_at, problem
void end(Session& s, std::string_view route, IncidentId incident);  // of 'opened': over

std::vector<Notice> of_incident(Session& s, IncidentId incident);

}  // namespace tidings::store::alerts
