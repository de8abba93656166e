#include "flow/compliance/rules/review.h"

namespace tidings::compliance {

Finding judge_review(const Facts& facts, RuleContext&) {
  if (facts.kind == MessageKind::confirmation) return allow("a confirmation");
  if (!facts.under_review) return missing(facts, "under_review");
  if (*facts.under_review) return hold(Reason::under_review, recheck(facts), "a reply waits for a person");
  return allow("none");
}

}  // namespace tidings::compliance
