#include "flow/compliance/rules/hours.h"

#include "flow/compliance/hours_finding.h"

namespace tidings::compliance {

Finding judge_hours(const Facts& facts, RuleContext& context) {
  if (facts.kind == MessageKind::confirmation) return allow("confirmations ignore hours");
  const bool of_campaign = facts.kind == MessageKind::campaign;
  if (!of_campaign && facts.purpose != Purpose::marketing) return allow("no campaign hours apply");
  if (of_campaign && facts.campaign == nullptr) return missing(facts, "campaign");
  // Marketing sent one by one has no hours of its own, but people sleep all the same.
  const AllowedHours& hours = of_campaign ? facts.campaign->hours : default_hours();
  return find_hours(facts, context, hours);
}

}  // namespace tidings::compliance
