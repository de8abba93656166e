// The hours of the law: a message leaves only when every rule pack row that binds at any place where the person may be
// allows it, in every zone where they may be. Only confirmations ignore hours: they are timed. Unknown places, zones or
// holidays hold. Source: reference/compliance §0 and §1.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_law_hours(const Facts& facts, RuleContext& context);
inline constexpr Rule kLawHoursRule{"law_hours", 2, "the hours of the law", judge_law_hours, Ages::by_the_clock};

}  // namespace tidings::compliance
