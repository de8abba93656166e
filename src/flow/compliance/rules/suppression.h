// A suppressed number gets nothing. The one exception: the confirmation of a STOP passes the suppression which that
// very STOP made, and no other. Source: reference "what follows for the design" 5 and 6.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_suppression(const Facts& facts, RuleContext& context);
inline constexpr Rule kSuppressionRule{"suppression", 1, "opt-outs and other suppressions", judge_suppression,
                                       Ages::never};

}  // namespace tidings::compliance
