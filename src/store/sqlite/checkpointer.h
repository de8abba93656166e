// Moves what the log (WAL) holds into the main file, beside the writer: a commit never waits for a whole checkpoint.
// The log starts again from its beginning only when all of it is moved at a moment when nothing is written, so a pass
// is made here while the writer goes on, a shorter one for what came meanwhile, and the short rest by the writer
// itself. What cannot be moved (disk full, a reader that still needs it) stays in the log and is tried again.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "store/sqlite/connection.h"

namespace tidings::store::sqlite {

class Checkpointer {
 public:
  // Takes the writer's commits over from SQLite's own checkpoints. The writer must outlive stop().
  Checkpointer(const std::string& path, Connection& writer);
  ~Checkpointer() { stop(); }
  Checkpointer(const Checkpointer&) = delete;

  // After each group of commits, on the writer's thread.
  void committed();
  void stop();

 private:
  void run();

  Connection& writer_;
  Connection own_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false, stopping_ = false;
  bool rest_due_ = false;  // the writer's part
};

}  // namespace tidings::store::sqlite
