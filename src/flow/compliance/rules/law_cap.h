// The caps of the law: so many messages to one number in any span of a day or a month, over all senders, campaigns and
// workspaces. Binds marketing; replies in a conversation and confirmations answer somebody. Source:
// reference/compliance §1.2.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_law_cap(const Facts& facts, RuleContext& context);
inline constexpr Rule kLawCapRule{"law_cap", 1, "how often the law lets one number be texted", judge_law_cap,
                                  Ages::opens};

}  // namespace tidings::compliance
