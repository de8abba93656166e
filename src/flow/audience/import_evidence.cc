#include "flow/audience/import_evidence.h"

namespace tidings::flow {
namespace {

constexpr size_t kDay = 10;                 // "2026-03-01"
constexpr size_t kMinute = 16;              // "2026-03-01T10:00"
constexpr int64_t kAheadMs = 14 * kHourMs;  // of UTC, at most, is a day that has begun somewhere

}  // namespace

std::optional<Instant> consent_date(std::string_view text, Instant now) {
  if (text.size() < kDay) return std::nullopt;
  std::string written(text);
  const bool day_only = written.size() == kDay;
  if (day_only) written += "T00:00";
  if (written[kDay] == ' ') written[kDay] = 'T';
  const auto zone = written.find_first_of("Zz+-", kMinute);
  if (written.size() >= kMinute && zone == std::string::npos) written += 'Z';
  const auto at = parse_utc(written);
  if (!at || at->ms <= 0) return std::nullopt;
  if (*at <= now) return *at;
  return day_only && *at - now <= kAheadMs ? std::optional(now) : std::nullopt;
}

}  // namespace tidings::flow
