#include "flow/dispatch/carrier_health.h"

#include <algorithm>

#include "base/limits.h"

namespace tidings::dispatch {
namespace {

constexpr int64_t kBusyStepMs = 100;
constexpr int kBusySteps = 9;
constexpr int kBusyForLong = 5;  // bursts of it, without a success between

}  // namespace

bool CarrierHealth::failing() const { return failed_in_a_row_ >= limits::kCarrierFailuresInARow; }

void CarrierHealth::pause(int64_t now_ms, int64_t ms) { paused_until_ms_ = std::max(paused_until_ms_, now_ms + ms); }

void CarrierHealth::left(int64_t now_ms) {
  if (failing()) pause(now_ms, limits::kCarrierProbeMs);
}

void CarrierHealth::came_back(const carrier::SendResult& result, bool reached, int64_t now_ms) {
  using carrier::Outcome;
  if (result.outcome == Outcome::unknown || !reached) {
    if (!failing()) ++failed_in_a_row_;
    if (failing()) pause(now_ms, limits::kCarrierProbeMs);
    return;
  }
  failed_in_a_row_ = 0;
  if (result.outcome == Outcome::accepted) busy_in_a_row_ = 0;
  if (result.outcome != Outcome::busy) return;
  if (now_ms >= busy_counts_from_ms_) {
    ++busy_in_a_row_;
    busy_counts_from_ms_ = now_ms + (kBusyStepMs << std::min(busy_in_a_row_, kBusySteps));
  }
  // Its own word, or no room for long: everything for this carrier waits, not only this message.
  int64_t ms = result.retry_after_ms.value_or(0);
  if (busy_in_a_row_ >= kBusyForLong && !result.retry_after_ms) {
    ms = kBusyStepMs << (std::min(busy_in_a_row_, kBusySteps) - 3);
  }
  pause(now_ms, ms);
}

}  // namespace tidings::dispatch
