// Self-test of the machine's tz database: does it know the clock changes of 2026, and rules for the years to come?
// Called at start (doctor, readiness) and handed to the gate as a fact; stale data would text an hour late or early.
// Source: reference "zones from numbers", tz database. Any thread; first call reads the database.
#pragma once

#include <string>

namespace tidings::compliance {

struct TzStatus {
  std::string version;  // "2026f"; "unknown" when the database does not say
  bool fresh = false;   // it knows every fact of the self-test
  std::string problem;  // for people, when not fresh: what is wrong and what to do
};

TzStatus check_tz_database();

}  // namespace tidings::compliance
