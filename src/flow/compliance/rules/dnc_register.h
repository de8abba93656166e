// Do-not-contact registers: a number that a register lists gets no marketing, unless its owner has given consent of a
// kind the register accepts. No answer, or one that is too old, holds; the operator's explicit setting lets it pass,
// and then the trace says so. What was listed once is never let through by that setting. Source: reference/compliance
// §4.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_dnc_register(const Facts& facts, RuleContext& context);
inline constexpr Rule kDncRegisterRule{"register", 1, "do-not-contact registers", judge_dnc_register, Ages::closes};

}  // namespace tidings::compliance
