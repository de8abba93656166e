// The pools of campaigns active at once, one for each kind: what is started beyond its pool waits as "queued", in the
// order of starting, and the planner lets the next one go when a place is free. Hybrid ones are in the pool of texts.
// Inside the caller's transaction.
#pragma once

#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "domain/campaign.h"
#include "store/database.h"

namespace tidings::flow {

struct PoolLimits {
  int sms = limits::kConcurrentSmsCampaigns;      // MAX_CONCURRENT_SMS_CAMPAIGNS
  int voice = limits::kConcurrentVoiceCampaigns;  // MAX_CONCURRENT_VOICE_CAMPAIGNS
  int of(CampaignType type) const { return pool_of(type) == CampaignType::sms ? sms : voice; }
  Result<> validate() const;
};

struct PoolUse {
  CampaignType type = CampaignType::sms;
  int64_t active = 0, queued = 0, limit = 0;
  bool has_place() const { return active < limit; }
};

PoolUse pool_use(store::Session& s, CampaignType type, const PoolLimits& limits);
std::vector<PoolUse> pool_uses(store::Session& s, const PoolLimits& limits);

// How many queued ones stand before it; none when it is not queued.
std::optional<int64_t> place_in_queue(store::Session& s, const Campaign& campaign);

}  // namespace tidings::flow
