// How a server ends: it runs until SIGINT or SIGTERM, stops in order, and a second signal ends it at once. Made before
// any thread is started, because threads inherit which signals they take. One at a time.
#pragma once

#include <csignal>
#include <cstdint>

namespace tidings::app::cli {

class UntilSignal {
 public:
  UntilSignal();   // SIGINT and SIGTERM wait from now on
  ~UntilSignal();  // as before

  // True when one has come. 0 ms: only looks; below 0: for ever.
  bool wait(int64_t most_ms = -1);
  // From now on a further signal ends the process.
  void next_one_ends();

 private:
  sigset_t signals_{}, before_{};
  bool came_ = false;
  bool released_ = false;
};

}  // namespace tidings::app::cli
