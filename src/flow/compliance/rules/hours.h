// A campaign's message leaves only when the wall clock of every zone where the contact may be is inside the campaign's
// hours. Confirmations are timed and ignore hours; a person's replies, single sends and reminders are no campaign's, so
// no campaign's hours bind them. Source: reference "meaning of a window" and "zones from numbers".
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_hours(const Facts& facts, RuleContext& context);
inline constexpr Rule kHoursRule{"hours", 2, "the allowed hours", judge_hours, Ages::by_the_clock};

}  // namespace tidings::compliance
