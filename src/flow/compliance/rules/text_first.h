// A call that stands in for a text goes only when that text was not delivered: nobody is called about what they have
// read. While nobody knows what became of the text, the call waits.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_text_first(const Facts& facts, RuleContext& context);
inline constexpr Rule kTextFirstRule{"text_first", 1, "the text before this call", judge_text_first, Ages::never, true};

}  // namespace tidings::compliance
