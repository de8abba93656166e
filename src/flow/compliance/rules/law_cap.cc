#include "flow/compliance/rules/law_cap.h"

#include <fmt/format.h>

#include "flow/compliance/law_hours.h"

namespace tidings::compliance {

Finding judge_law_cap(const Facts& facts, RuleContext& context) {
  if (facts.kind == MessageKind::confirmation || facts.kind == MessageKind::reply)
    return allow("answers are not capped");
  if (facts.purpose != Purpose::marketing) return allow("caps are of marketing");
  if (facts.law == nullptr) return missing(facts, "law");
  if (facts.zones == nullptr) return missing(facts, "zones");
  if (facts.places == nullptr) return missing(facts, "places");
  if (facts.contact == nullptr) return missing(facts, "contact");
  if (facts.places->empty()) return hold(Reason::unknown_place, recheck(facts), "places=none");
  if (facts.zones->zones.empty()) return hold(Reason::unknown_zone, recheck(facts), "zones=none");
  const auto view = context.law.look(*facts.law, law_asked(facts), facts.now);
  if (!view) return hold(Reason::unknown_zone, recheck(facts), view.error().what);
  Finding out;
  std::string inputs;
  for (const auto* rule : (*view)->rules) {
    for (const auto& cap : rule->caps) {
      if (!facts.sent || facts.sent->since > facts.now - cap.window_ms) return missing(facts, "sent");
      const int sent = facts.sent->within(cap.window_ms, facts.now);
      inputs += fmt::format("{}sent={} cap={} of {}", inputs.empty() ? "" : ", ", sent, cap.text, rule->id);
      if (sent < cap.most) continue;
      const Instant from = facts.sent->room_from(cap.most, cap.window_ms, facts.now);
      if (out.verdict == Verdict::allow || from > out.until) {
        out.verdict = Verdict::hold;
        out.reason = Reason::legal_cap;
        out.until = from;
      }
    }
  }
  if (inputs.empty()) return allow("no cap here");
  out.inputs = Inputs(std::move(inputs));
  return out;
}

}  // namespace tidings::compliance
