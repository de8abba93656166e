// A thread that runs one stage: tick after tick, asleep while there is nothing to do, awake at once when woken. One
// lifecycle for all background work: start, stop (idempotent, returns when truly stopped).
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/env.h"

namespace tidings::app {

class StageLoop {
 public:
  // tick returns how long the next one may wait, in milliseconds (0 = at once), or an error, after which it backs off.
  using Tick = std::function<Result<int64_t>()>;

  StageLoop(Env env, std::string name, Tick tick) : env_(env), name_(std::move(name)), tick_(std::move(tick)) {}
  ~StageLoop() { stop(); }
  StageLoop(const StageLoop&) = delete;

  void start();
  void wake();  // any thread
  void stop();

 private:
  void run();

  Env env_;
  std::string name_;
  Tick tick_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace tidings::app
