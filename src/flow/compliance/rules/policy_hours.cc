#include "flow/compliance/rules/policy_hours.h"

#include "flow/compliance/hours_finding.h"

namespace tidings::compliance {

Finding judge_policy_hours(const Facts& facts, RuleContext& context) {
  if (facts.kind == MessageKind::confirmation) return allow("confirmations ignore hours");
  if (facts.kind == MessageKind::check) return allow("a check to a number of our own");
  if (facts.workspace == nullptr) return missing(facts, "workspace");
  const Policy& policy = facts.workspace->policy;
  if (policy.hours.allow.empty() && policy.hours.closed_dates.empty()) return allow("none of its own");
  if (goes_at_any_hour(policy, facts.kind, facts.purpose)) return allow({"any hour by policy {}", policy.revision});
  return find_hours(facts, context, policy.hours);
}

}  // namespace tidings::compliance
