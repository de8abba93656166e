#include "store/sqlite/checkpointer.h"

#include "base/limits.h"

namespace tidings::store::sqlite {
namespace {

constexpr int kPasses = 4;  // each finds less than the one before, unless the disk is slower than the writer

}  // namespace

Checkpointer::Checkpointer(const std::string& path, Connection& writer) : writer_(writer), own_(path, false) {
  writer_.checkpoint_by_hand();
  own_.checkpoint_by_hand();
  thread_ = std::thread([this] { run(); });
}

void Checkpointer::committed() {
  const int64_t pages = writer_.log_pages();
  if (pages < limits::kLogPages) return;
  {
    const std::lock_guard lock(mutex_);
    if (!rest_due_ && pages < limits::kLogPagesMost) {
      wanted_ = true;
      changed_.notify_one();
      return;
    }
    rest_due_ = false;
  }
  // The log cannot start again before the next transaction: until then its length is not news.
  writer_.checkpoint();
  writer_.forget_log_pages();
}

void Checkpointer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stopping_ || wanted_; });
    if (stopping_) return;
    lock.unlock();
    for (int i = 0; i < kPasses && own_.checkpoint() > limits::kLogRestPages; ++i) {
    }
    lock.lock();
    wanted_ = false;
    rest_due_ = true;
  }
}

void Checkpointer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace tidings::store::sqlite
