// The text must be complete, not empty, and no longer than the carriers and the campaign allow.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_content(const Facts& facts, RuleContext& context);
inline constexpr Rule kContentRule{"content", 1, "the text", judge_content, Ages::never};

}  // namespace tidings::compliance
