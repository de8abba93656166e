// Whether somebody waits for a single message just now (urgent, a reply, a confirmation). While that is so, what works
// through large batches takes small bites: a person does not wait for the end of a campaign's batch. Any thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/limits.h"

namespace tidings {

class Haste {
 public:
  void begin(int64_t monotonic_ms) { until_ms_ = monotonic_ms + limits::kHasteMs; }
  bool in_force(int64_t monotonic_ms) const { return monotonic_ms < until_ms_; }

 private:
  std::atomic<int64_t> until_ms_ = 0;
};

}  // namespace tidings
