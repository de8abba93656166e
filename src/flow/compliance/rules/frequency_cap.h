// At most so many messages to one number within the workspace's sliding window, over all campaigns; and no more of
// marketing than each cap of its policy. Confirmations and a
// person's replies in a conversation do not wait for it (but count, where the facts count them).
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_frequency_cap(const Facts& facts, RuleContext& context);
inline constexpr Rule kFrequencyCapRule{"frequency_cap", 2, "the limit per contact", judge_frequency_cap, Ages::opens};

}  // namespace tidings::compliance
