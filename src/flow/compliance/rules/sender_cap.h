// There must be an active sender, and one below its cap of 24 hours, whose brand has not used up its day; else the
// message waits for the first that has room.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_sender_cap(const Facts& facts, RuleContext& context);
inline constexpr Rule kSenderCapRule{"sender_cap", 1, "the senders", judge_sender_cap, Ages::opens};

}  // namespace tidings::compliance
