// Randomness, from one seed in tests and the simulator, from the system otherwise. For jitter and faults; keys and
// tokens come from base/crypto.h.
#pragma once

#include <cstdint>

namespace tidings {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  static Random from_system();

  uint64_t next();                 // splitmix64
  uint64_t below(uint64_t bound);  // 0 … bound-1; bound > 0
  double unit();                   // [0, 1)
  bool chance(double p) { return unit() < p; }

 private:
  uint64_t state_;
};

}  // namespace tidings
