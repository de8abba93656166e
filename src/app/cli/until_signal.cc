#include "app/cli/until_signal.h"

#include <cerrno>
#include <ctime>

namespace tidings::app::cli {

UntilSignal::UntilSignal() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

UntilSignal::~UntilSignal() {
  if (!released_) pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool UntilSignal::wait(int64_t most_ms) {
  if (came_) return true;
  if (most_ms < 0) {
    int which = 0;
    came_ = sigwait(&signals_, &which) == 0;
    return came_;
  }
  const timespec most{.tv_sec = most_ms / 1000, .tv_nsec = (most_ms % 1000) * 1'000'000};
  came_ = sigtimedwait(&signals_, nullptr, &most) > 0;
  return came_;
}

void UntilSignal::next_one_ends() {
  if (released_) return;
  released_ = true;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
}

}  // namespace tidings::app::cli
