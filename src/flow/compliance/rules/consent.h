// Marketing needs consent of a kind that the place takes, wherever the person may be, and that has not ended; unknown
// is no consent. Informing and confirming do not need it. Source: reference/compliance §3; the kinds and terms are rows
// of the rule packs (law/consent_terms.h).
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_consent(const Facts& facts, RuleContext& context);
inline constexpr Rule kConsentRule{"consent", 3, "consent", judge_consent, Ages::closes};

}  // namespace tidings::compliance
