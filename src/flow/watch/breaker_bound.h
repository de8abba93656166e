// When a share is surely too high: the lower end of its Wilson interval lies above the threshold, and there is enough
// of it to be said at all. 2 of 5 says nothing. Pure.
#pragma once

#include <cstdint>

namespace tidings::watch {

inline constexpr double kBreakerSigmas = 3;       // one false alarm in about 700 looks at a share just at its threshold
inline constexpr int64_t kBreakerLeastOf = 50;    // of fewer nothing is said
inline constexpr int64_t kBreakerLeastCases = 5;  // nor from fewer cases

double wilson_lower(int64_t cases, int64_t of, double sigmas);  // 0 of 0: 0
bool surely_above(int64_t cases, int64_t of, double threshold);

}  // namespace tidings::watch
