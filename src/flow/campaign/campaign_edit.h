// Live edits: a change to a campaign, also while it runs, is its next numbered revision, kept with who, when, and what
// from what to what. It holds for every message not handed over yet; each message records the revision it was composed
// with. Inside the caller's transaction.
#pragma once

#include <string_view>

#include "base/json.h"
#include "domain/campaign.h"
#include "domain/workspace.h"
#include "flow/campaign/campaign_spoken.h"
#include "flow/media/outgoing.h"
#include "store/database.h"

namespace tidings::flow {

// The campaign as it is after the change. May be told {"revision": n}: then only that one is changed. Errors:
// invalid_argument naming the field; conflict when it has ended or is at another revision. What changes nothing makes
// no revision.
Result<Campaign> edit_campaign(store::Session& s, const Workspace& workspace, Campaign campaign,
                               const json::value& changes, const MakesCalls& makes_calls, std::string_view actor,
                               Instant now, const media::Outgoing& outgoing = {});

// What an edit may change, as the API shows it: the first revision, and the two sides of every later one.
json::object editable_json(const Campaign& campaign);
// The first revision of a new campaign.
void record_first_revision(store::Session& s, const Campaign& campaign, std::string_view actor, Instant now);

// [{"revision":2,"at":…,"actor":…,"changes":{"rate_per_s":{"from":10,"to":2}}},…], oldest first.
json::array revisions_json(store::Session& s, CampaignId id);

}  // namespace tidings::flow
