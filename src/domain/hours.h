// Allowed hours: spans of local wall-clock time by weekday, and days closed (reference/compliance §1.1). A value only;
// flow/compliance evaluates it in zones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace tidings {

// days: bit 0 Monday … bit 6 Sunday. Minutes of the local day: start inclusive, end exclusive, 0…1440. end <= start
// crosses midnight and belongs to the day it starts on.
struct AllowedSpan {
  unsigned days = 0;
  int start_minute = 0;
  int end_minute = 0;
  bool operator==(const AllowedSpan&) const = default;
};

struct AllowedHours {
  std::vector<AllowedSpan> allow;         // open when any span matches; empty = always open
  std::vector<std::string> closed_dates;  // local dates "2026-12-25", sorted
  bool operator==(const AllowedHours&) const = default;
};

// [{"days":"1-5,7","start":"09:00","end":"17:00"}], closed_dates ["2026-12-25"]. Errors name the entry.
Result<AllowedHours> read_allowed_hours(const json::array* allow, const json::array* closed_dates);
json::value allowed_spans_json(const AllowedHours& hours);
json::value closed_dates_json(const AllowedHours& hours);
// "09:00-17:00" on every day, or "1-5 09:00-17:00", several joined by ";": the form of command-line flags.
Result<AllowedHours> parse_allowed_hours(std::string_view text);
// Marketing without hours of its own: every day 09:00-20:00, inside nearly every rule of reference/compliance §1.2.
const AllowedHours& default_hours();
std::string describe(const AllowedHours& hours);  // "Mon-Fri 09:00-17:00"

}  // namespace tidings
