// A campaign's messages leave only while it is active and not after its latest time. Paused, scheduled and draft hold,
// because the campaign may run yet; stopped, completed and expired block. Other kinds are no campaign's business.
#pragma once

#include "flow/compliance/rule.h"

namespace tidings::compliance {

Finding judge_campaign(const Facts& facts, RuleContext& context);
inline constexpr Rule kCampaignRule{"campaign", 1, "the campaign", judge_campaign, Ages::by_the_clock};

}  // namespace tidings::compliance
