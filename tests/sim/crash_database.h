// The store as a process sees it that may be killed at any statement, before or right after any commit: then CrashNow
// flies, everything of the process is dropped, and the file is opened again. Also the place of a disk that is full for
// a while. In the simulator's thread, around an engine in inline mode.
#pragma once

#include <memory>

#include "store/database.h"

namespace tidings::sim {

// Not an error anybody may handle: the process is gone.
struct CrashNow {};

class CrashDatabase final : public store::Database {
 public:
  explicit CrashDatabase(std::unique_ptr<store::Database> inner) : inner_(std::move(inner)) {}

  // The process dies at the n-th step from now (1 = the next): a step is a statement, a commit about to happen, or one
  // that has just happened.
  void die_at_step(int64_t n) { steps_left_ = n; }
  bool armed() const { return steps_left_ > 0; }
  void disarm() { steps_left_ = 0; }
  void set_full(bool full) { full_ = full; }
  // Counts commits: tells whether a call that the process did not survive had done its work.
  uint64_t commits() const { return commits_; }

  Result<> write(const Work& work) override;
  void write_async(Work work, Done done) override { done(write(work)); }
  Result<> read(const Work& work) override;
  Result<> backup(const std::string& path) override { return inner_->backup(path); }
  void stop() override { inner_->stop(); }
  size_t queued_writes() const override { return inner_->queued_writes(); }

 private:
  class Watched;
  void step();

  std::unique_ptr<store::Database> inner_;
  int64_t steps_left_ = 0;
  uint64_t commits_ = 0;
  bool full_ = false;
};

}  // namespace tidings::sim
