#include "flow/compliance/rules/opt_in.h"

namespace tidings::compliance {

Finding judge_opt_in(const Facts& facts, RuleContext&) {
  if (facts.purpose != Purpose::marketing || facts.kind == MessageKind::confirmation) return allow("not marketing");
  if (!facts.opt_in) return missing(facts, "opt_in");
  if (!facts.opt_in->open) return allow("none");
  if (facts.opt_in->is_question) return allow("the question itself");
  return hold(Reason::opt_in_pending, std::max(facts.opt_in->due, recheck(facts)),
              {"question={} due={}", facts.opt_in->message.value, facts.opt_in->due});
}

}  // namespace tidings::compliance
