// Reads the API's JSON of a new campaign and refuses what is wrong with it, naming the field. Everything a campaign
// could fail on before its first message is checked here, not when it starts. Inside the transaction that stores it.
// Any thread.
#pragma once

#include "base/json.h"
#include "domain/campaign.h"
#include "domain/workspace.h"
#include "flow/campaign/campaign_spoken.h"
#include "flow/media/outgoing.h"
#include "store/database.h"

namespace tidings::flow {

struct CampaignRequest {
  Campaign campaign;  // draft or scheduled
  bool start = false;
};

// {name, type, body, audience:{list, tags, min_score, region, everyone}, window:{allow, closed_dates}, purpose,
//  rate_per_s, weight, senders, media, starts_at, not_after, expire_after_s, undo_s, score_threshold, max_segments,
//  test_recipient, start}; voice and hybrid: those of campaign_spoken.h
// Error: invalid_argument.
Result<CampaignRequest> read_campaign_request(store::Session& s, const Workspace& workspace, const json::value& body,
                                              const MakesCalls& makes_calls, Instant now,
                                              const media::Outgoing& outgoing = {});

// The same of an edit, into campaign: {revision, name, body, window, rate_per_s, weight, senders, media, not_after,
// score_threshold, max_segments, test_recipient}; what is not given stays, null takes away. Returns the revision it
// says it is for. Error: invalid_argument; then campaign is half changed.
Result<std::optional<int>> read_campaign_changes(store::Session& s, const Workspace& workspace, const json::value& body,
                                                 Campaign& campaign, const MakesCalls& makes_calls, Instant now,
                                                 const media::Outgoing& outgoing = {});

}  // namespace tidings::flow
