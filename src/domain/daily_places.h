// The places of a daily cap: messages that may leave in any 24 hours, and when the n-th of those who wait gets its
// place, given what left when. Uses are by minute, and the oldest minute counts until all of it is out of the window:
// never one too many. Used by dispatch (holds) and by single sends (what their answer says). Pure; build one, ask
// often.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace tidings {

using MinuteUse = std::pair<int64_t, int64_t>;  // minute since the epoch, messages

// When a message that left in this minute no longer counts.
constexpr Instant day_after_minute(int64_t minute) { return Instant{(minute + 1) * kMinuteMs + kDayMs}; }
// First minute that still counts.
constexpr int64_t first_counting_minute(Instant now) { return (now.ms - kDayMs) / kMinuteMs; }

class DailyPlaces {
 public:
  explicit DailyPlaces(Instant now) : now_(now) {}
  // One more sender that may take the messages. cap > 0; uses of the last 24 hours, oldest first.
  void add_sender(int64_t cap, std::span<const MinuteUse> uses);

  int64_t cap() const { return cap_; }    // of all senders, in 24 hours
  int64_t free() const { return free_; }  // now
  // When the message that has `ahead` others before it gets its place; now when there is one. Those before it take
  // theirs as soon as they may, and each counts for a day from then.
  Instant place(int64_t ahead) const;

 private:
  struct Release {
    Instant at;
    int64_t n = 0;
  };
  Instant now_;
  int64_t cap_ = 0, free_ = 0;
  std::vector<Release> releases_;  // by time
};

}  // namespace tidings
