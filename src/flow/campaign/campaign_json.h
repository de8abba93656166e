// Campaigns, their progress and history as the API shows them. The shape is a promise: tests hold it golden. Instants
// are ISO 8601 UTC or null. Any thread.
#pragma once

#include "base/json.h"
#include "flow/campaign/campaigns.h"

namespace tidings::flow {

json::value campaign_json(const Campaign& campaign);
json::value progress_json(const Progress& progress);
json::value pool_json(const PoolUse& pool);

}  // namespace tidings::flow
