#include "flow/compliance/rules/law_hours.h"

#include "base/limits.h"
#include "flow/compliance/law_hours.h"

namespace tidings::compliance {

Finding judge_law_hours(const Facts& facts, RuleContext& context) {
  if (facts.kind == MessageKind::confirmation) return allow("confirmations ignore hours");
  if (facts.kind == MessageKind::check) return allow("a check to a number of our own");
  if (facts.workspace == nullptr) return missing(facts, "workspace");
  if (goes_at_any_hour(facts.workspace->policy, facts.kind, facts.purpose))
    return allow({"any hour by policy {}", facts.workspace->policy.revision});
  if (facts.law == nullptr) return missing(facts, "law");
  if (facts.tz == nullptr) return missing(facts, "tz");
  if (facts.zones == nullptr) return missing(facts, "zones");
  if (facts.places == nullptr) return missing(facts, "places");
  if (facts.contact == nullptr) return missing(facts, "contact");
  if (facts.places->empty()) return hold(Reason::unknown_place, recheck(facts), "places=none");
  if (facts.zones->zones.empty()) return hold(Reason::unknown_zone, recheck(facts), "zones=none");
  if (!facts.tz->fresh && facts.purpose == Purpose::marketing) {
    return hold(Reason::zone_data_stale, recheck(facts), "tz=" + facts.tz->version);
  }
  const auto view = context.law.look(*facts.law, law_asked(facts), facts.now);
  if (!view) {
    const bool no_data = view.error().code == ErrorCode::unavailable;
    return hold(no_data ? Reason::zone_data_stale : Reason::unknown_zone, recheck(facts), view.error().what);
  }
  const LawView& seen = **view;
  Inputs inputs(seen.told, "");
  if (!seen.unknown_holidays.empty()) {
    return hold(Reason::holidays_unknown, recheck(facts), *seen.told + " no_list=" + seen.unknown_holidays);
  }
  if (!seen.open) {
    if (seen.next) return hold(Reason::outside_legal_hours, *seen.next, std::move(inputs));
    return hold(Reason::no_common_window, facts.now + limits::kHoursHorizonMs, std::move(inputs));
  }
  // What is decided now leaves a little later, and waits in the sender's queue at the carrier.
  if (seen.closes && *seen.closes - facts.now < facts.time_needed_ms()) {
    return hold(Reason::outside_legal_hours, *seen.closes, {seen.told, " closes_too_soon"});
  }
  Finding open = allow(std::move(inputs));
  open.closes = seen.closes;
  return open;
}

}  // namespace tidings::compliance
