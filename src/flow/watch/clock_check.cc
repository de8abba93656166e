#include "flow/watch/clock_check.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/limits.h"
#include "carrier/http_date.h"

namespace tidings::watch {

Result<> ClockCheck::heard(std::string_view carrier, const HttpResult& result, Instant now) {
  if (result.transport != Transport::answered) return {};
  const auto theirs = carrier::parse_http_date(result.response.headers.get("Date"));
  if (!theirs) return {};
  const int64_t apart = now - *theirs;
  const auto own = fmt::format("clock:{}", carrier);
  const bool agree = std::abs(apart) <= limits::kClockAgreesMs;
  const bool differ = std::abs(apart) > limits::kClockJumpMs;
  bool work = differ;
  if (agree) {
    TRY(database_.read([&](store::Session& s) -> Result<> {
      work = store::incidents::open_by_key(s, "clock") || store::incidents::open_by_key(s, own);
      return {};
    }));
  }
  if (!work) return {};
  return database_.write([&](store::Session& s) -> Result<> {
    if (differ) {
      incidents_.open(s, own, Severity::error,
                      fmt::format("The clock of this machine is {} minutes {} that of the carrier {}. Hours, caps and "
                                  "starts go by it: set it right (NTP), or ask the carrier.",
                                  std::abs(apart) / kMinuteMs, apart > 0 ? "ahead of" : "behind", carrier),
                      now);
      return {};
    }
    const auto why = fmt::format("the clock of the carrier {} agrees", carrier);
    incidents_.resolve(s, "clock", why, now);
    incidents_.resolve(s, own, why, now);
    return {};
  });
}

}  // namespace tidings::watch
