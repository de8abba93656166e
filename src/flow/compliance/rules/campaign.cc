#include "flow/compliance/rules/campaign.h"

#include <algorithm>

namespace tidings::compliance {

Finding judge_campaign(const Facts& facts, RuleContext&) {
  if (facts.kind != MessageKind::campaign) return allow("not a campaign message");
  if (facts.campaign == nullptr) return missing(facts, "campaign");
  const Campaign& campaign = *facts.campaign;
  auto inputs = Inputs("campaign={} status={}", campaign.id.value, campaign.status);
  switch (campaign.status) {
    case CampaignStatus::active:
      break;
    case CampaignStatus::paused:
      return hold(Reason::campaign_paused, recheck(facts), std::move(inputs));
    case CampaignStatus::queued:
    case CampaignStatus::draft:
    case CampaignStatus::scheduled:
      return hold(Reason::campaign_inactive, std::max(campaign.starts_at, recheck(facts)), std::move(inputs));
    case CampaignStatus::stopped:
      return block(Reason::campaign_stopped, std::move(inputs));
    case CampaignStatus::completed:
    case CampaignStatus::expired:
      return block(Reason::campaign_inactive, std::move(inputs));
  }
  if (campaign.not_after.ms != 0 && facts.now > campaign.not_after) {
    return block(Reason::not_after_passed, inputs.text() + " not_after=" + format_utc(campaign.not_after));
  }
  return allow(std::move(inputs));
}

}  // namespace tidings::compliance
