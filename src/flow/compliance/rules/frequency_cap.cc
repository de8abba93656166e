#include "flow/compliance/rules/frequency_cap.h"

#include <algorithm>

namespace tidings::compliance {

Finding judge_frequency_cap(const Facts& facts, RuleContext&) {
  if (facts.kind == MessageKind::confirmation || facts.kind == MessageKind::reply) return allow("does not apply");
  if (facts.kind == MessageKind::check) return allow("a check to a number of our own");
  if (facts.workspace == nullptr) return missing(facts, "workspace");
  const bool own = facts.workspace->frequency_cap > 0;
  const auto& caps = facts.workspace->policy.caps;
  const bool by_policy = !caps.empty() && facts.purpose == Purpose::marketing;
  if (!own && !by_policy) return allow("no cap");
  if (!facts.sent) return missing(facts, "sent");
  Finding out;
  const auto look = [&](int most, int64_t window) {
    const int sent = facts.sent->within(window, facts.now);
    if (sent < most && out.verdict == Verdict::allow)
      out.inputs = Inputs("sent={} cap={} window_min={}", sent, most, window / kMinuteMs);
    if (sent < most) return;
    const Instant from = facts.sent->room_from(most, window, facts.now);
    if (out.verdict == Verdict::hold && from <= out.until) return;
    out = hold(Reason::frequency_cap, from, Inputs("sent={} cap={} window_min={}", sent, most, window / kMinuteMs));
  };
  int64_t longest = own ? facts.workspace->frequency_window_ms : 0;
  for (const auto& cap : caps) longest = by_policy ? std::max(longest, cap.window_ms) : longest;
  if (facts.sent->since > facts.now - longest) return missing(facts, "sent");
  if (own) look(facts.workspace->frequency_cap, facts.workspace->frequency_window_ms);
  for (const auto& cap : caps) {
    if (by_policy) look(cap.most, cap.window_ms);
  }
  return out;
}

}  // namespace tidings::compliance
