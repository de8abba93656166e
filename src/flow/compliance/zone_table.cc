#include "flow/compliance/zone_table.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

namespace tidings::compliance {
namespace {

constexpr std::string_view kDayNames[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

struct NameHash {
  using is_transparent = void;
  size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
};

struct Tables {
  std::shared_mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<const Zone>, NameHash, std::equal_to<>> zones;
};

// Mirrors the date library's own process-wide database; only ever grows, by names that exist.
Tables& tables() {
  static Tables instance;
  return instance;
}

std::vector<Regime> read_regimes(const date::time_zone& zone) {
  std::vector<Regime> out;
  for (int64_t at = kEarliest.ms; at < kLatest.ms;) {
    const auto info = zone.get_info(date::sys_seconds{std::chrono::seconds{at / kSecondMs}});
    // The last regime ends at the library's end of time, which does not fit in milliseconds.
    const int64_t end_s = std::min<int64_t>(info.end.time_since_epoch().count(), kLatest.ms / kSecondMs);
    const int64_t offset = static_cast<int64_t>(info.offset.count()) * kSecondMs;
    if (!out.empty() && out.back().offset_ms == offset) {
      out.back().end_ms = end_s * kSecondMs;  // only the name or the saving changed
    } else {
      out.push_back({at, end_s * kSecondMs, offset});
    }
    at = end_s * kSecondMs;
  }
  return out;
}

Result<std::unique_ptr<const Zone>> load_zone(std::string_view name) {
  try {
    date::get_tzdb();
  } catch (const std::exception&) {
    return fail(ErrorCode::unavailable, "the machine has no time zone database", "tzdata",
                "install the package tzdata");
  }
  try {
    return std::make_unique<const Zone>(std::string(name), read_regimes(*date::locate_zone(name)));
  } catch (const std::exception&) {
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a time zone", name.substr(0, 64)), "zone",
                "write an IANA name such as America/New_York");
  }
}

}  // namespace

const Regime& Zone::regime_at(Instant at) const {
  const auto after = std::upper_bound(regimes_.begin(), regimes_.end(), at.ms,
                                      [](int64_t ms, const Regime& regime) { return ms < regime.end_ms; });
  return after == regimes_.end() ? regimes_.back() : *after;
}

Result<const Zone*> find_zone(std::string_view name) {
  Tables& all = tables();
  {
    const std::shared_lock lock(all.mutex);
    if (const auto found = all.zones.find(name); found != all.zones.end()) return found->second.get();
  }
  auto loaded = TRY(load_zone(name));
  const std::unique_lock lock(all.mutex);
  return all.zones.try_emplace(std::string(name), std::move(loaded)).first->second.get();
}

namespace {

// The library does not find the version of a compiled database; Debian keeps the source text beside it, and its first
// line is "# version 2026f".
std::string version_of_source() {
  std::ifstream in("/usr/share/zoneinfo/tzdata.zi");
  std::string hash, word, version;
  in >> hash >> word >> version;
  return hash == "#" && word == "version" ? version : std::string();
}

}  // namespace

Result<std::string> tz_database_version() {
  try {
    const std::string& version = date::get_tzdb().version;
    if (!version.empty() && version != "unknown") return version;
  } catch (const std::exception&) {
    return fail(ErrorCode::unavailable, "the machine has no time zone database", "tzdata",
                "install the package tzdata");
  }
  return version_of_source();
}

LocalTime local_time(const Zone& zone, Instant at) {
  const int64_t local = at.ms + zone.regime_at(at).offset_ms;
  const int64_t day = local >= 0 ? local / kDayMs : -((-local + kDayMs - 1) / kDayMs);
  return {day, static_cast<int>((local - day * kDayMs) / kMinuteMs)};
}

std::string weekday_clock(const LocalTime& local) {
  return fmt::format("{} {:02d}:{:02d}", kDayNames[local.weekday()], local.minute / 60, local.minute % 60);
}

std::string date_text(int64_t day) {
  const date::year_month_day ymd{date::sys_days{date::days{static_cast<int>(day)}}};
  return fmt::format("{:04d}-{:02d}-{:02d}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

Result<std::string> describe_local(std::string_view zone_name, Instant at) {
  if (at < kEarliest || at >= kLatest) return fail(ErrorCode::invalid_argument, "the instant is out of range");
  const Zone* zone = TRY(find_zone(zone_name));
  const LocalTime local = local_time(*zone, at);
  const int64_t offset = zone->regime_at(at).offset_ms / kMinuteMs;
  const int64_t size = offset < 0 ? -offset : offset;
  return fmt::format("{} {} {:02d}:{:02d} (UTC{}{:02d}:{:02d})", kDayNames[local.weekday()], date_text(local.day),
                     local.minute / 60, local.minute % 60, offset < 0 ? '-' : '+', size / 60, size % 60);
}

Result<std::string> local_times(std::span<const std::string> zones, Instant at) {
  std::map<int64_t, std::pair<std::string, std::string>> groups;
  for (const auto& name : zones) {
    const LocalTime local = local_time(*TRY(find_zone(name)), at);
    auto& [clock, names] = groups[local.day * 1440 + local.minute];
    if (clock.empty()) clock = weekday_clock(local);
    names.append(names.empty() ? "" : ",").append(name);
  }
  std::string out;
  for (const auto& [minute, group] : groups) {
    out.append(out.empty() ? "" : "; ").append(group.first).append(" ").append(group.second);
  }
  return out;
}

}  // namespace tidings::compliance
