// While a reply that may be an opt-out waits for a person, the number gets nothing but confirmations.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_review(const Facts& facts, RuleContext& context);
inline constexpr Rule kReviewRule{"review", 1, "doubtful replies", judge_review, Ages::never};

}  // namespace tidings::compliance
