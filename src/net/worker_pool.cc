#include "net/worker_pool.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace tidings::net {

Result<> WorkerOptions::validate() const {
  if (threads < 1 || threads > 256) return fail(ErrorCode::invalid_argument, "must be 1 to 256", "workers.threads");
  if (queue < 1) return fail(ErrorCode::invalid_argument, "must be at least 1", "workers.queue");
  return {};
}

struct WorkerPool::Inside {
  explicit Inside(WorkerOptions o) : options(o) {}
  const WorkerOptions options;
  std::mutex stop_mutex;  // one stop() at a time, so that each returns only when all has ended
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Work> waiting;
  bool running = false;
  std::vector<std::thread> threads;

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      wake.wait(lock, [this] { return !running || !waiting.empty(); });
      if (!running) return;
      Work work = std::move(waiting.front());
      waiting.pop_front();
      lock.unlock();
      work();
      work = nullptr;  // what it captured ends outside the lock
      lock.lock();
    }
  }
};

WorkerPool::WorkerPool(WorkerOptions options) : in_(std::make_unique<Inside>(options)) {}
WorkerPool::~WorkerPool() { stop(); }

Result<> WorkerPool::start() {
  TRY(in_->options.validate());
  const std::lock_guard stop_lock(in_->stop_mutex);
  const std::lock_guard lock(in_->mutex);
  if (in_->running) return fail(ErrorCode::conflict, "the worker pool is running already");
  in_->running = true;
  for (size_t i = 0; i < in_->options.threads; ++i) in_->threads.emplace_back([in = in_.get()] { in->run(); });
  return {};
}

bool WorkerPool::submit(Work work) {
  {
    const std::lock_guard lock(in_->mutex);
    if (!in_->running || in_->waiting.size() >= in_->options.queue) return false;
    in_->waiting.push_back(std::move(work));
  }
  in_->wake.notify_one();
  return true;
}

void WorkerPool::stop() {
  const std::lock_guard stop_lock(in_->stop_mutex);
  std::deque<Work> dropped;
  {
    const std::lock_guard lock(in_->mutex);
    in_->running = false;
    dropped.swap(in_->waiting);
  }
  in_->wake.notify_all();
  dropped.clear();  // what they captured (a responder, say) learns of it now, not after the slowest worker
  for (std::thread& thread : in_->threads) thread.join();
  in_->threads.clear();
}

}  // namespace tidings::net
