// What the gate makes of hours that a campaign or a department set: hold until all candidate zones are inside, allow
// with the end of the window. Shared by the rules of both. Source: reference/compliance §1.1.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding find_hours(const Facts& facts, RuleContext& context, const AllowedHours& hours);

}  // namespace tidings::compliance
