// What each sender handed over in the last 24 hours, by minute: how much room its daily cap leaves, and when there is
// room again. Plain values without a store: DailyCaps keeps them true to the rows, pre-flight lets a virtual day go by.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "domain/daily_places.h"
#include "domain/workspace.h"

namespace tidings::dispatch {

class DayUses {
 public:
  // Uses of a sender since a minute, ascending: asked once a sender, and again after forget().
  using Load = std::function<std::vector<MinuteUse>(const Sender& sender, int64_t first_minute)>;

  // Messages this sender may still hand over now; nullopt = no cap.
  std::optional<int64_t> room(const Load& load, const Sender& sender, Instant now);
  // When a message gets its place that has `ahead` others before it, whichever of the senders takes it.
  Instant place(const Load& load, std::span<const Sender* const> senders, int64_t ahead, Instant now);
  void use(const Load& load, const Sender& sender, Instant now);
  void forget(SenderId sender) { uses_.erase(sender.value); }
  void forget() { uses_.clear(); }

 private:
  struct Uses {
    std::vector<MinuteUse> by_minute;  // ascending
    int64_t total = 0;
  };
  Uses& of(const Load& load, const Sender& sender, Instant now);
  std::unordered_map<int64_t, Uses> uses_;
  Instant seen_;  // what a clock that ran ahead let go of counts again when it is set back
};

}  // namespace tidings::dispatch
