#include "flow/compliance/rules/frequency_cap.h"

namespace tidings::compliance {

Finding judge_frequency_cap(const Facts& facts, RuleContext&) {
  if (facts.kind == MessageKind::confirmation || facts.kind == MessageKind::reply) return allow("does not apply");
  if (facts.workspace == nullptr) return missing(facts, "workspace");
  const int cap = facts.workspace->frequency_cap;
  if (cap <= 0) return allow("no cap");
  const int64_t window = facts.workspace->frequency_window_ms;
  if (!facts.sent || facts.sent->since > facts.now - window) return missing(facts, "sent");
  const int sent = facts.sent->within(window, facts.now);
  auto inputs = Inputs("sent={} cap={} window_min={}", sent, cap, window / kMinuteMs);
  if (sent < cap) return allow(std::move(inputs));
  return hold(Reason::frequency_cap, facts.sent->room_from(cap, window, facts.now), std::move(inputs));
}

}  // namespace tidings::compliance
