#include "flow/campaign/campaign_pool.h"

#include "store/campaigns.h"

namespace tidings::flow {

Result<> PoolLimits::validate() const {
  const auto bad = [](const char* where) {
    return fail(ErrorCode::invalid_argument, "the number of campaigns active at once must be at least 1", where);
  };
  if (sms < 1) return bad("MAX_CONCURRENT_SMS_CAMPAIGNS");
  if (voice < 1) return bad("MAX_CONCURRENT_VOICE_CAMPAIGNS");
  return {};
}

PoolUse pool_use(store::Session& s, CampaignType type, const PoolLimits& limits) {
  type = pool_of(type);
  return {.type = type,
          .active = store::campaigns::count(s, type, CampaignStatus::active),
          .queued = store::campaigns::count(s, type, CampaignStatus::queued),
          .limit = limits.of(type)};
}

std::vector<PoolUse> pool_uses(store::Session& s, const PoolLimits& limits) {
  std::vector<PoolUse> out;
  for (const auto type : kCampaignPools) out.push_back(pool_use(s, type, limits));
  return out;
}

std::optional<int64_t> place_in_queue(store::Session& s, const Campaign& campaign) {
  if (campaign.status != CampaignStatus::queued) return std::nullopt;
  return store::campaigns::queued_before(s, campaign);
}

}  // namespace tidings::flow
