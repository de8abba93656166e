// A freeze: nothing goes out to a place while an emergency or an order says so. Dates are local: it binds as soon as it
// has begun, and as long as it has not ended, in any zone where the person may be. Source: reference/compliance §0.11.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_law_freeze(const Facts& facts, RuleContext& context);
inline constexpr Rule kLawFreezeRule{"law_freeze", 1, "freezes of a place", judge_law_freeze, Ages::by_the_clock};

}  // namespace tidings::compliance
