// The text must be complete, not empty, and no longer than the carriers and the campaign allow. Marketing carries no
// link that hides whose it is, and from a sender that cannot be answered it must name another way to stop. Source:
// reference/compliance §5 (no-reply senders), §6.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_content(const Facts& facts, RuleContext& context);
inline constexpr Rule kContentRule{"content", 2, "the text", judge_content, Ages::never};

}  // namespace tidings::compliance
