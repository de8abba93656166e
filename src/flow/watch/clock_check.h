// Holds our clock against that of a carrier, which every answer of its tells (HTTP Date, whole seconds). On the
// journey: beside reconciliation, which asks every few minutes. Agreement ends the incident `clock`, with which
// dispatch stops when the clock of this machine jumps ahead (flow/dispatch/troubles.h); disagreement is an incident of
// its own and stops nothing: whose clock is wrong, a person sees. The reconciler's thread.
#pragma once

#include <string_view>

#include "base/http.h"
#include "flow/watch/incidents.h"
#include "store/database.h"

namespace tidings::watch {

class ClockCheck {
 public:
  ClockCheck(Env env, store::Database& database) : database_(database), incidents_(env) {}
  // now: when the answer came. Errors are the store's own.
  Result<> heard(std::string_view carrier, const HttpResult& result, Instant now);

 private:
  store::Database& database_;
  Incidents incidents_;
};

}  // namespace tidings::watch
