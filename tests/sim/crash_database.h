// The store as a process sees it that may be killed at any statement, before or right after any commit: then CrashNow
// flies, everything of the process is dropped, and the file is opened again. Also the place of a disk that is full for
// a while, and of single statements and commits that fail: what a busy file, a bad sector or a lost server gives. In
// the simulator's thread, around an engine in inline mode.
#pragma once

#include <memory>

#include "base/random.h"
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
  // Of each statement, and of each commit, that this share fails; the commit then changes nothing.
  void set_failing(double statements, double commits, uint64_t seed) {
    statements_fail_ = statements, commits_fail_ = commits, random_ = Random(seed);
  }
  uint64_t failures() const { return failures_; }
  // The world's own look at the store meets no fault; the process may die of it all the same.
  class Unharmed {
   public:
    explicit Unharmed(CrashDatabase& home) : home_(home) { ++home_.unharmed_; }
    ~Unharmed() { --home_.unharmed_; }
    Unharmed(const Unharmed&) = delete;

   private:
    CrashDatabase& home_;
  };
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
  bool fails(double share);
  Error error();

  std::unique_ptr<store::Database> inner_;
  int64_t steps_left_ = 0;
  uint64_t commits_ = 0;
  bool full_ = false;
  double statements_fail_ = 0, commits_fail_ = 0;
  Random random_{1};
  uint64_t failures_ = 0;
  int unharmed_ = 0;
};

}  // namespace tidings::sim
