// The bounded pool on which API handlers run, so that no I/O thread waits for the store. Full means "no", at once: the
// caller answers 503. Any thread may submit.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "base/limits.h"
#include "base/result.h"

namespace tidings::net {

struct WorkerOptions {
  size_t threads = limits::kHttpWorkers;
  size_t queue = limits::kHttpWorkQueue;  // waiting, besides those running
  Result<> validate() const;
};

class WorkerPool {
 public:
  using Work = std::move_only_function<void()>;

  explicit WorkerPool(WorkerOptions options = {});
  ~WorkerPool();  // stops
  WorkerPool(const WorkerPool&) = delete;

  Result<> start();
  // False when the queue is full or the pool is not running; the work is then destroyed unrun.
  bool submit(Work work);
  // Ends what is running, drops what waits. Idempotent; returns when every thread has ended. Not from a worker.
  void stop();

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::net
