// While a number is asked whether it wants messages, nothing else that markets goes to it; the question itself passes.
// Source: reference/compliance §3, double opt-in.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_opt_in(const Facts& facts, RuleContext& context);
inline constexpr Rule kOptInRule{"opt_in", 1, "an open question of double opt-in", judge_opt_in, Ages::opens};

}  // namespace tidings::compliance
