// Campaigns, their progress and history as the API shows them. The shape is a promise: tests hold it golden. Instants
// are ISO 8601 UTC or null. Any thread.
#pragma once

#include "base/json.h"
#include "flow/campaign/campaigns.h"

namespace tidings::flow {

json::value campaign_json(const Campaign& campaign, Instant now);
json::value progress_json(const Progress& progress);
json::value pools_json(const std::vector<PoolUse>& pools);

}  // namespace tidings::flow
