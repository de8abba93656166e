#include "flow/compliance/hours_finding.h"

#include "base/limits.h"
#include "flow/compliance/hours_cache.h"

namespace tidings::compliance {

Finding find_hours(const Facts& facts, RuleContext& context, const AllowedHours& hours) {
  if (hours.allow.empty() && hours.closed_dates.empty()) return allow("window=at any hour");
  if (facts.tz == nullptr) return missing(facts, "tz");
  if (facts.zones == nullptr) return missing(facts, "zones");
  if (facts.zones->zones.empty()) return hold(Reason::unknown_zone, recheck(facts), "zones=none");
  if (!facts.tz->fresh && facts.purpose == Purpose::marketing) {
    return hold(Reason::zone_data_stale, recheck(facts), "tz=" + facts.tz->version);
  }
  const auto view = context.hours.look(hours, facts.zones->zones, facts.now);
  if (!view) {
    const bool no_data = view.error().code == ErrorCode::unavailable;
    return hold(no_data ? Reason::zone_data_stale : Reason::unknown_zone, recheck(facts), view.error().what);
  }
  const HoursView& seen = **view;
  Inputs inputs(seen.text, " from={}", facts.zones->why());
  // What is decided now leaves a little later, and waits in the sender's queue at the carrier.
  if (seen.answer.allowed && seen.closes && *seen.closes - facts.now < facts.time_needed_ms()) {
    return hold(Reason::outside_window, *seen.closes, {seen.text, " from={} closes_too_soon", facts.zones->why()});
  }
  if (seen.answer.allowed) {
    Finding open = allow(std::move(inputs));
    open.closes = seen.closes;
    return open;
  }
  if (!seen.answer.next) {
    return hold(Reason::no_common_window, facts.now + limits::kHoursHorizonMs, std::move(inputs));
  }
  return hold(Reason::outside_window, *seen.answer.next, std::move(inputs));
}

}  // namespace tidings::compliance
