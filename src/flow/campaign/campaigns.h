// Campaigns as the API and the command line handle them: create, start, pause, resume, stop, undo,
// edit, look at. Each change is
// one transaction with its line in the campaign's history. The first room of the journey; the planner goes on from the
// status set here. Any thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/env.h"
#include "base/limits.h"
#include "flow/campaign/campaign_pool.h"
#include "flow/campaign/campaign_request.h"
#include "flow/campaign/lifecycle.h"
#include "flow/campaign/progress.h"
#include "store/database.h"

namespace tidings::flow {

struct CampaignOptions {
  PoolLimits pools;
  MakesCalls makes_calls;
  media::Outgoing outgoing = {};  // who carries media
  Result<> validate() const { return pools.validate(); }
};

class Campaigns {
 public:
  // The options must be valid.
  Campaigns(Env env, store::Database& database, CampaignOptions options = {});

  // Errors: invalid_argument naming the field, not_found (workspace), conflict when it was to start at once and may
  // not: then nothing is stored.
  Result<Campaign> create(WorkspaceId workspace, const json::value& body, std::string_view actor);
  // Starting beyond the pool queues it. Errors: not_found; conflict, saying the present state and what is possible from
  // it, or what stands against running.
  Result<Campaign> act(CampaignId id, CampaignAction action, std::string_view actor);

  // Its next revision: campaign_edit.h.
  Result<Campaign> edit(CampaignId id, const json::value& changes, std::string_view actor);
  Result<json::array> revisions(CampaignId id);

  Result<Campaign> get(CampaignId id);
  // Newest first; before is the last id of the page before, none for the first page.
  Result<std::vector<Campaign>> page(WorkspaceId workspace, CampaignId before, int64_t most);
  Result<Progress> progress(CampaignId id);
  Result<std::vector<PoolUse>> pools();

 private:
  Result<Campaign> change(store::Session& s, Campaign campaign, CampaignAction action, std::string_view actor);
  Result<Campaign> run(store::Session& s, const Campaign& campaign, CampaignAction action, std::string_view actor);
  Result<Campaign> undo(store::Session& s, const Campaign& campaign, std::string_view actor);

  Env env_;
  store::Database& database_;
  CampaignOptions options_;
  RateMeter meter_;
};

}  // namespace tidings::flow
