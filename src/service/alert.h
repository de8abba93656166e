// What a service that tells people is told: something is wrong, or it is over. Beside the journey: flow/watch.
#pragma once

#include <string>

#include "base/clock.h"

namespace tidings::service {

struct Alert {
  std::string key;  // the same as long as the trouble is the same; for telling repeats apart
  bool resolved = false;
  std::string severity;  // critical, error, warning, info
  std::string text;      // what is wrong, or how it ended
  std::string source;    // which deployment: its public URL
  Instant at;
};

}  // namespace tidings::service
