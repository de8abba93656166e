#include "flow/compliance/rule.h"

#include "base/limits.h"

namespace tidings::compliance {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::allow:
      return "allow";
    case Verdict::hold:
      return "hold";
    case Verdict::block:
      return "block";
  }
  return "block";
}

Finding allow(Inputs inputs) { return {.inputs = std::move(inputs)}; }

Finding hold(Reason reason, Instant until, Inputs inputs) {
  return {.verdict = Verdict::hold, .reason = reason, .until = until, .inputs = std::move(inputs)};
}

Finding block(Reason reason, Inputs inputs) {
  return {.verdict = Verdict::block, .reason = reason, .inputs = std::move(inputs)};
}

Finding missing(const Facts& facts, std::string_view what) {
  return hold(Reason::missing_fact, recheck(facts), "missing=" + std::string(what));
}

Instant recheck(const Facts& facts) { return facts.now + limits::kHoldRecheckMs; }

}  // namespace tidings::compliance
