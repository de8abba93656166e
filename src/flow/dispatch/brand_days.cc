#include "flow/dispatch/brand_days.h"

#include "flow/compliance/zone_table.h"
#include "flow/dispatch/sender_order.h"

namespace tidings::dispatch {
namespace {

constexpr uint32_t kUs = 0x10000 + 'U' * 256 + 'S';

// Without a zone database the gate holds everything; then this is near enough.
compliance::LocalTime pacific(Instant at) {
  static const auto zone = compliance::find_zone(kBrandZone);
  if (zone) return compliance::local_time(**zone, at);
  const int64_t minutes = at.ms / kMinuteMs - 8 * 60;
  return {.day = minutes / (24 * 60), .minute = static_cast<int>(minutes % (24 * 60))};
}

}  // namespace

int64_t brand_day(Instant at) { return pacific(at).day; }

Instant next_brand_day(Instant at) {
  const auto local = pacific(at);
  Instant next{(at.ms / kMinuteMs + 24 * 60 - local.minute) * kMinuteMs};
  // Where the clock is changed before midnight the day is an hour longer, or shorter.
  if (brand_day(next) == local.day) next = next + kHourMs;
  if (brand_day(next - kHourMs) > local.day) next = next - kHourMs;
  return next;
}

bool brand_concerns(std::string_view e164) {
  const auto home = number_home(e164);
  return home.country == kUs || home.country == 1;  // 1: an area code that tells no country may be one
}

void BrandDays::set_brands(const std::vector<Brand>& brands) {
  caps_.clear();
  for (const auto& brand : brands) caps_.emplace(brand.name, brand.daily_segments);
}

int64_t& BrandDays::used(const Load& load, const std::string& brand, Instant now) {
  const int64_t day = brand_day(now);
  auto [it, fresh] = used_.try_emplace({brand, day});
  if (fresh) {
    std::erase_if(used_, [&](const auto& one) { return one.first.second < day - 1; });
    it->second = load(brand, day);
  }
  return it->second;
}

std::optional<int64_t> BrandDays::room(const Load& load, const std::string& brand, Instant now) {
  const auto cap = caps_.find(brand);
  if (cap == caps_.end()) return std::nullopt;
  return cap->second - used(load, brand, now);
}

void BrandDays::use(const Load& load, const std::string& brand, int64_t segments, Instant now) {
  used(load, brand, now) += segments;
}

}  // namespace tidings::dispatch
