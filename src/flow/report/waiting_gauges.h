// How much waits and why, as metrics: what could leave now and has not, what is held by reason, how long the oldest
// message outside campaigns waits already. For alerts and dashboards; read from counters and from the rows that are
// open, never from history. Every node tells the same of a shared database. One thread.
#pragma once

#include <map>

#include "base/env.h"
#include "base/result.h"
#include "domain/message.h"
#include "store/database.h"

namespace tidings::flow {

class WaitingGauges {
 public:
  WaitingGauges(Env env, store::Database& database);

  Result<> tick();

 private:
  Env env_;
  store::Database& database_;
  Gauge& campaigns_;
  Gauge& direct_;
  Gauge& oldest_;
  std::map<Reason, Gauge*> held_;  // a reason once told is told as 0 later
};

}  // namespace tidings::flow
