// The world, as every stage sees it: clock, randomness, log, metrics. First constructor argument of whatever needs one
// of them. The simulator hands in its own.
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"

namespace tidings {

struct Env {
  Clock& clock;
  Random& random;  // used by one thread only
  Log& log;
  Metrics& metrics;
};

}  // namespace tidings
