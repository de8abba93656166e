// The world's agenda: what happens at which of its milliseconds, in order of time and then of entry. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace tidings::sim {

class EventQueue {
 public:
  using Event = std::function<void()>;

  void at(int64_t true_ms, Event event) { events_.emplace(std::pair{true_ms, next_++}, std::move(event)); }
  std::optional<int64_t> next() const {
    if (events_.empty()) return std::nullopt;
    return events_.begin()->first.first;
  }
  Event take() {
    auto node = events_.extract(events_.begin());
    return std::move(node.mapped());
  }
  size_t size() const { return events_.size(); }

 private:
  std::map<std::pair<int64_t, uint64_t>, Event> events_;
  uint64_t next_ = 0;
};

}  // namespace tidings::sim
