// Answers of the calendar for the current minute, by (hours, zones). Thousands of messages of a campaign share a few
// sets of zones; the answer is the same within a whole UTC minute. Owned by a Gate, not thread-safe, bounded.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/hours.h"
#include "flow/compliance/hours_calendar.h"

namespace tidings::compliance {

struct HoursView {
  HoursAnswer answer;
  std::optional<Instant> closes;  // only when allowed; none = open for the whole horizon
  // "window=Mon-Fri 09:00-17:00 local=Fri 19:31 America/Chicago; Fri 20:31 America/New_York,America/Toronto"; shared by
  // the traces.
  std::shared_ptr<const std::string> text;
};

class HoursCache {
 public:
  // Valid until the next call. Errors as ask_hours().
  Result<const HoursView*> look(const AllowedHours& hours, const std::vector<std::string>& zones, Instant at);

 private:
  struct Key {
    AllowedHours hours;
    std::vector<std::string> zones;
  };
  std::unordered_map<size_t, std::vector<std::pair<Key, HoursView>>> entries_;
  size_t size_ = 0;
  int64_t minute_ = -1;
};

}  // namespace tidings::compliance
