#include "flow/compliance/rules/frequency_cap.h"

namespace tidings::compliance {

Finding judge_frequency_cap(const Facts& facts, RuleContext&) {
  if (facts.kind == MessageKind::confirmation || facts.kind == MessageKind::reply) return allow("does not apply");
  if (facts.workspace == nullptr) return missing(facts, "workspace");
  const int cap = facts.workspace->frequency_cap;
  if (cap <= 0) return allow("no cap");
  if (!facts.sent) return missing(facts, "sent");
  auto inputs =
      Inputs("sent={} cap={} window_min={}", facts.sent->count, cap, facts.workspace->frequency_window_ms / kMinuteMs);
  if (facts.sent->count < cap) return allow(std::move(inputs));
  return hold(Reason::frequency_cap, facts.sent->oldest_leaves.value_or(recheck(facts)), std::move(inputs));
}

}  // namespace tidings::compliance
