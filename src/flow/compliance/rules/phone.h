// The number must be possible in its country, and of a type that receives texts.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_phone(const Facts& facts, RuleContext& context);
inline constexpr Rule kPhoneRule{"phone", 1, "the phone number", judge_phone, Ages::never};

}  // namespace tidings::compliance
