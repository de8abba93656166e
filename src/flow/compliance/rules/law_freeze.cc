#include "flow/compliance/rules/law_freeze.h"

#include <fmt/format.h>

#include "flow/compliance/zone_table.h"

namespace tidings::compliance {

Finding judge_law_freeze(const Facts& facts, RuleContext&) {
  if (facts.kind == MessageKind::confirmation) return allow("confirmations are answers");
  if (facts.purpose != Purpose::marketing) return allow("freezes are of solicitations");
  if (facts.law == nullptr) return missing(facts, "law");
  if (facts.law->freezes().empty()) return allow("none");
  if (facts.zones == nullptr) return missing(facts, "zones");
  if (facts.places == nullptr) return missing(facts, "places");
  if (facts.places->empty()) return hold(Reason::unknown_place, recheck(facts), "places=none");
  for (const auto& name : facts.zones->zones) {
    const auto zone = find_zone(name);
    if (!zone) return hold(Reason::unknown_zone, recheck(facts), zone.error().what);
    const auto date = date_text(local_time(**zone, facts.now).day);
    const auto frozen = facts.law->freezing(*facts.places, date);
    if (!frozen.empty()) {
      return hold(Reason::frozen, recheck(facts),
                  fmt::format("freeze={} place={} until={} because {}", frozen.front()->id, frozen.front()->place,
                              frozen.front()->until.empty() ? "open" : frozen.front()->until, frozen.front()->reason));
    }
  }
  return allow("none here");
}

}  // namespace tidings::compliance
