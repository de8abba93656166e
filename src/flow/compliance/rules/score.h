// Marketing campaigns go only to contacts whose score reaches the threshold: the campaign's own, or else the
// workspace's.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_score(const Facts& facts, RuleContext& context);
inline constexpr Rule kScoreRule{"score", 1, "the score", judge_score, Ages::never};

}  // namespace tidings::compliance
