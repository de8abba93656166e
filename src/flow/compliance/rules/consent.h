// Marketing needs consent of a kind that permits it; unknown is no consent. Informing and confirming do not need it.
// Source: reference "consent".
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_consent(const Facts& facts, RuleContext& context);
inline constexpr Rule kConsentRule{"consent", 1, "consent", judge_consent, Ages::never};

}  // namespace tidings::compliance
