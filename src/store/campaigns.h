// Campaigns, their progress and history. Written by flow/campaign only, but for replies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/campaign.h"
#include "store/database.h"

namespace tidings::store::campaigns {

CampaignId insert(Session& s, const Campaign& campaign, Instant now);
void set_media(Session& s, CampaignId id, const std::vector<MediaId>& ids);  // from now on
std::optional<Campaign> by_id(Session& s, CampaignId id);
std::vector<Campaign> page(Session& s, WorkspaceId workspace, CampaignId before, int64_t most);  // newest first
std::vector<Campaign> in_status(Session& s, CampaignStatus status);
int64_t count(Session& s, CampaignType pool, CampaignStatus status);
// The pool's queue: to the end of it (false: no longer in from), its first ones, how many stand before one.
bool enqueue(Session& s, CampaignId id, CampaignStatus from, Instant now);
std::vector<Campaign> queued(Session& s, CampaignType pool, int64_t most);
int64_t queued_before(Session& s, const Campaign& campaign);
// The undo window of a start, and taking the start back; false when it was no longer in from.
void set_undo(Session& s, CampaignId id, Instant until);
bool undo(Session& s, CampaignId id, CampaignStatus from, CampaignStatus to);
// Its messages that are held for its window or its pause are due again, some in each tick of the planner.
void look_again(Session& s, CampaignId id, bool wanted);
std::vector<CampaignId> to_look_again(Session& s, int64_t most);
// Stopped and expired ones that still have planned messages, by the counters.
std::vector<Campaign> to_sweep(Session& s, size_t most);
// false when it was no longer in from. started_at is set once; ended_at as given (0 = not ended).
bool set_status(Session& s, CampaignId id, CampaignStatus from, CampaignStatus to, Instant started_at,
                Instant ended_at);
// Stores what may be changed while it runs, as the revision after campaign.revision. false: it is no longer that one.
bool edit(Session& s, const Campaign& campaign);
// What each revision changed, the first being what it was made with.
struct Revision {
  int number = 1;
  Instant at;
  std::string actor;
  std::string changes;  // JSON: {"rate_per_s":{"from":10,"to":2}}
};
void revise(Session& s, CampaignId id, const Revision& revision);
std::vector<Revision> revisions(Session& s, CampaignId id);
// Moves with the rows of the same transaction.
void plan_progress(Session& s, CampaignId id, int64_t cursor, bool planned, int64_t added);

struct Event {
  Instant at;
  std::string actor, event, detail;
};
void record(Session& s, CampaignId id, const Event& event);
std::vector<Event> events(Session& s, CampaignId id);

void note_reply(Session& s, CampaignId id);
int64_t replies(Session& s, CampaignId id);

// Audience as JSON: stored, and shown by the API. {"list":3,"tags":["a"],"min_score":50,"region":"US","everyone":true}
json::value audience_json(const Audience& audience);

}  // namespace tidings::store::campaigns
