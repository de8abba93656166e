// An inactive workspace sends nothing, not even confirmations.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_workspace(const Facts& facts, RuleContext& context);
inline constexpr Rule kWorkspaceRule{"workspace", 1, "the workspace", judge_workspace, Ages::never};

}  // namespace tidings::compliance
