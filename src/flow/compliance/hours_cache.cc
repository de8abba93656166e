#include "flow/compliance/hours_cache.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "flow/compliance/text_hash.h"
#include "flow/compliance/zone_table.h"

namespace tidings::compliance {
namespace {

size_t hash_of(const AllowedHours& hours, const std::vector<std::string>& zones) {
  size_t out = zones.size();
  for (const auto& span : hours.allow) {
    out = mix(out, (size_t{span.days} << 32) ^ (static_cast<size_t>(span.start_minute) << 16) ^
                       static_cast<size_t>(span.end_minute));
  }
  for (const auto& date : hours.closed_dates) out = mix_text(out, date);
  for (const auto& zone : zones) out = mix_text(out, zone);
  return out;
}

}  // namespace

Result<const HoursView*> HoursCache::look(const AllowedHours& hours, const std::vector<std::string>& zones,
                                          Instant at) {
  const int64_t minute = at.ms / kMinuteMs;
  if (minute != minute_ || size_ >= limits::kHoursCacheEntries) {
    entries_.clear();
    size_ = 0;
    minute_ = minute;
  }
  const size_t hash = hash_of(hours, zones);
  if (const auto found = entries_.find(hash); found != entries_.end()) {
    for (const auto& [key, view] : found->second) {
      if (key.hours == hours && key.zones == zones) return &view;
    }
  }
  // Asked for the start of the minute: hours, and clock changes, begin and end on whole minutes, so the answer holds
  // for all of it, and a hold's next is the same from anywhere within it.
  const Instant start{minute * kMinuteMs};
  HoursView view;
  view.answer = TRY(ask_hours(hours, zones, start));
  if (view.answer.allowed) view.closes = TRY(closes_at(hours, zones, start));
  auto text = "window=" + describe(hours);
  if (!hours.closed_dates.empty()) text += fmt::format(" closed_dates={}", hours.closed_dates.size());
  text += " local=" + TRY(local_times(zones, start));
  view.text = std::make_shared<const std::string>(std::move(text));
  ++size_;
  return &entries_[hash].emplace_back(Key{hours, zones}, std::move(view)).second;
}

}  // namespace tidings::compliance
