// The planner: turns the audience of active campaigns into ledger rows, and moves campaigns where time or their own
// progress takes them. Between creation (campaigns.h) and dispatch, which claims the rows. One thread; every tick does
// a bounded amount, each piece in a transaction of its own, so a crash anywhere leaves nothing half: the rows of a
// chunk and the cursor that passed them commit together. The audience is looked through once, in order of contact id.
// Who joins behind the cursor, or after the end, is not texted by this campaign.
#pragma once

#include <cstddef>
#include <vector>

#include "base/env.h"
#include "base/haste.h"
#include "base/limits.h"
#include "domain/campaign.h"
#include "flow/campaign/campaign_pool.h"
#include "store/database.h"

namespace tidings::flow {

struct PlannerOptions {
  size_t chunk = limits::kPlanChunk;   // contacts looked at in one transaction
  size_t sweep = limits::kSweepChunk;  // messages cancelled or expired in one transaction
  PoolLimits pools;
  // So long after a start a text without a receipt is none that did not arrive: its receipt may have come while nobody
  // was there, and what carriers do not repeat reconciliation fetches.
  int64_t silence_after_start_ms = 0;
  Result<> validate() const;
};

class Planner {
 public:
  // The options must be valid.
  Planner(Env env, store::Database& database, PlannerOptions options = {});

  // How much was done: contacts looked at, messages ended, campaigns moved. 0 = idle. What the store refuses is logged
  // and tried again by the next tick.
  size_t tick();
  // Where it is in force, chunks are small.
  void mind(const Haste& haste) { haste_ = &haste; }

 private:
  struct Work;
  Result<Work> look();                        // what there is to do now
  Result<size_t> start_due(CampaignId id);    // scheduled → active, queued or expired
  Result<size_t> start_next(CampaignId id);   // queued → active
  Result<size_t> end_if_done(CampaignId id);  // active, paused → completed or expired
  Result<size_t> plan_chunk(CampaignId id);
  Result<size_t> plan_calls(CampaignId id);
  Result<size_t> sweep_ended(CampaignId id);  // what a stopped or expired one has not sent
  Result<size_t> look_again(CampaignId id);   // what it holds, after an edit or a resume
  Result<size_t> expire();

  Env env_;
  store::Database& database_;
  PlannerOptions options_;
  int64_t started_ms_;  // monotonic
  const Haste* haste_ = nullptr;
  struct PoolGauges {
    Gauge *active, *queued;
  };
  std::vector<PoolGauges> gauges_;  // by type
  Counter& planned_;
  Counter& calls_planned_;
};

}  // namespace tidings::flow
