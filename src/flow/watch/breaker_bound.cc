#include "flow/watch/breaker_bound.h"

#include <algorithm>
#include <cmath>

namespace tidings::watch {

double wilson_lower(int64_t cases, int64_t of, double sigmas) {
  if (of <= 0) return 0;
  const auto n = static_cast<double>(of);
  const double share = std::clamp(static_cast<double>(cases) / n, 0.0, 1.0);
  const double zz = sigmas * sigmas;
  const double middle = share + zz / (2 * n);
  const double reach = sigmas * std::sqrt(share * (1 - share) / n + zz / (4 * n * n));
  return std::clamp((middle - reach) / (1 + zz / n), 0.0, share);  // rounding may end beyond either
}

bool surely_above(int64_t cases, int64_t of, double threshold) {
  return of >= kBreakerLeastOf && cases >= kBreakerLeastCases && wilson_lower(cases, of, kBreakerSigmas) > threshold;
}

}  // namespace tidings::watch
