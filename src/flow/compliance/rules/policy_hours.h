// The hours a department set for itself, besides the law's and the campaign's: for everything but confirmations, and
// but the answers its policy lets go at any hour.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_policy_hours(const Facts& facts, RuleContext& context);
inline constexpr Rule kPolicyHoursRule{"policy_hours", 1, "the department's hours", judge_policy_hours,
                                       Ages::by_the_clock};

}  // namespace tidings::compliance
