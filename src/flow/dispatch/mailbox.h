// Results of requests on their way from the runner's threads to the thread that settles them.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

namespace tidings::dispatch {

template <class T>
class Mailbox {
 public:
  // Called after every put, from the putting thread: wakes the stage's loop.
  void on_put(std::function<void()> wake) { wake_ = std::move(wake); }
  void put(T item) {
    {
      std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
    }
    if (wake_) wake_();
  }
  std::vector<T> take() {
    std::lock_guard lock(mutex_);
    return std::exchange(items_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<T> items_;
  std::function<void()> wake_;
};

}  // namespace tidings::dispatch
