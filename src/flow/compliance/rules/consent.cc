#include "flow/compliance/rules/consent.h"

namespace tidings::compliance {

Finding judge_consent(const Facts& facts, RuleContext&) {
  if (facts.purpose != Purpose::marketing || facts.kind == MessageKind::confirmation) return allow("not marketing");
  if (facts.contact == nullptr) return missing(facts, "contact");
  auto inputs = Inputs("consent={}", facts.contact->consent);
  if (!permits_marketing(facts.contact->consent)) return block(Reason::no_consent, std::move(inputs));
  return allow(std::move(inputs));
}

}  // namespace tidings::compliance
