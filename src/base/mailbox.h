// Results of requests on their way from the runner's threads to the thread that settles them.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

namespace tidings {

template <class T>
class Mailbox {
 public:
  // Called from the putting thread when something is there to take again: wakes the stage's loop.
  void on_put(std::function<void()> wake) { wake_ = std::move(wake); }
  void put(T item) {
    bool first;
    {
      std::lock_guard lock(mutex_);
      first = items_.empty();
      items_.push_back(std::move(item));
    }
    if (first && wake_) wake_();
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

}  // namespace tidings
