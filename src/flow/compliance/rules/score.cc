#include "flow/compliance/rules/score.h"

namespace tidings::compliance {

Finding judge_score(const Facts& facts, RuleContext&) {
  if (facts.purpose != Purpose::marketing || facts.kind != MessageKind::campaign)
    return allow("not a marketing campaign");
  if (facts.contact == nullptr) return missing(facts, "contact");
  if (facts.campaign == nullptr) return missing(facts, "campaign");
  const auto& own = facts.campaign->score_threshold;
  if (!own && facts.workspace == nullptr) return missing(facts, "workspace");
  const int threshold = own ? *own : facts.workspace->score_threshold;
  auto inputs = Inputs("score={} threshold={} of={}", facts.contact->score, threshold,
                       own ? Words("campaign") : Words("workspace"));
  if (facts.contact->score < threshold) return block(Reason::score_too_low, std::move(inputs));
  return allow(std::move(inputs));
}

}  // namespace tidings::compliance
