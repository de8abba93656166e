// What the last answers of one carrier say about the next request to it: its own "not now" is heeded, and a carrier
// that fails again and again is probed with one message at a time instead of making a whole campaign unknown. A sender
// the carrier has no room for has one of its own: the others go on. Times are monotonic milliseconds. Owned by the
// Dispatcher; its thread only.
#pragma once

#include <cstdint>

#include "carrier/contract.h"

namespace tidings::dispatch {

class CarrierHealth {
 public:
  // 0: a request may leave now.
  int64_t wait_ms(int64_t now_ms) const { return now_ms < paused_until_ms_ ? paused_until_ms_ - now_ms : 0; }
  void left(int64_t now_ms);
  // reached: the carrier answered at all, whatever it said.
  void came_back(const carrier::SendResult& result, bool reached, int64_t now_ms);
  // It answered, about something that is none of its own.
  void answered() { failed_in_a_row_ = 0; }
  int busy_in_a_row() const { return busy_in_a_row_; }  // for the back-off of one message

 private:
  bool failing() const;
  void pause(int64_t now_ms, int64_t ms);

  int busy_in_a_row_ = 0;
  int64_t busy_counts_from_ms_ = 0;  // answers of one burst are one "busy"
  int failed_in_a_row_ = 0;
  int64_t paused_until_ms_ = 0;
};

}  // namespace tidings::dispatch
