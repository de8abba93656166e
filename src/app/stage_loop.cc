#include "app/stage_loop.h"

namespace tidings::app {
namespace {
constexpr int64_t kBackOffFirstMs = 100;
constexpr int64_t kBackOffMostMs = 5'000;
}  // namespace

void StageLoop::start() {
  thread_ = std::thread([this] { run(); });
}

void StageLoop::wake() {
  std::lock_guard lock(mutex_);
  woken_ = true;
  changed_.notify_one();
}

void StageLoop::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void StageLoop::run() {
  int64_t back_off = 0;
  while (true) {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return;
      woken_ = false;
    }
    const auto wait = tick_();
    if (!wait) {
      back_off = std::min(kBackOffMostMs, std::max(kBackOffFirstMs, back_off * 2));
      env_.log.error("stage_failed",
                     {{"stage", name_}, {"problem", wait.error().describe()}, {"again_in_ms", back_off}});
    } else {
      back_off = 0;
    }
    std::unique_lock lock(mutex_);
    // After a failure nothing but time or the end wakes it: a full disk must not be hammered.
    changed_.wait_for(lock, std::chrono::milliseconds(wait ? *wait : back_off),
                      [&] { return stopping_ || (woken_ && back_off == 0); });
    if (stopping_) return;
  }
}

}  // namespace tidings::app
