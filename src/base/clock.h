// Time. Instants are UTC milliseconds; zones exist only at the gate's edge (flow/compliance). Nothing outside base/ and
// app/ may read a clock except through Clock, so the simulator can turn it.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings {

// A point in time, milliseconds since 1970-01-01T00:00:00Z.
struct Instant {
  int64_t ms = 0;

  auto operator<=>(const Instant&) const = default;
  Instant operator+(int64_t add_ms) const { return {ms + add_ms}; }
  Instant operator-(int64_t sub_ms) const { return {ms - sub_ms}; }
  int64_t operator-(Instant other) const { return ms - other.ms; }
};

inline constexpr int64_t kSecondMs = 1000;
inline constexpr int64_t kMinuteMs = 60 * kSecondMs;
inline constexpr int64_t kHourMs = 60 * kMinuteMs;
inline constexpr int64_t kDayMs = 24 * kHourMs;

// "2026-11-20T21:31:39.120Z"; milliseconds left out when zero.
std::string format_utc(Instant at);
// Accepts YYYY-MM-DDTHH:MM[:SS[.fff]] with Z or ±HH:MM. Error: invalid_argument.
Result<Instant> parse_utc(std::string_view text);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;           // wall clock, may jump
  virtual int64_t monotonic_ms() const = 0;  // never goes back; for rates, waits and timeouts
};

// The machine's clock, optionally shifted by a fixed offset (rehearsals against the sandbox at another hour).
class SystemClock final : public Clock {
 public:
  explicit SystemClock(int64_t offset_ms = 0) : offset_ms_(offset_ms) {}
  Instant now() const override;
  int64_t monotonic_ms() const override;

 private:
  int64_t offset_ms_;
};

// Turned by hand, for tests and the simulator. Not thread-safe beyond single reads and writes.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  int64_t monotonic_ms() const override { return monotonic_; }
  void advance(int64_t ms) { now_ = now_ + ms, monotonic_ += ms; }
  void jump_to(Instant at) { now_ = at; }  // the wall clock only

 private:
  Instant now_;
  int64_t monotonic_ = 1'000'000;
};

}  // namespace tidings
