// The states of a campaign and what moves it: the table of a person's actions, what stands against running now, and how
// it ends by itself. Pure but for may_run(), which reads. Any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "domain/campaign.h"
#include "store/ledger.h"

namespace tidings::flow {

enum class CampaignAction { start, pause, resume, stop, undo };
inline constexpr CampaignAction kCampaignActions[] = {
    CampaignAction::start, CampaignAction::pause, CampaignAction::resume, CampaignAction::stop, CampaignAction::undo};
std::string_view to_string(CampaignAction action);
std::optional<CampaignAction> campaign_action_from(std::string_view name);
// How the history calls it: "started", "paused", …
std::string_view event_of(CampaignAction action);

// The table. none: not from here. active: or queued, when its pool is full. undo has its time too (can_be_undone).
std::optional<CampaignStatus> status_after(CampaignStatus from, CampaignAction action);
std::vector<CampaignAction> possible_actions(CampaignStatus from);
// "the campaign is paused: it can be resumed or stopped".
std::string describe_possible(CampaignStatus from);

// Everything that stands against running now but its pool: its latest time, its workspace, its senders. Error:
// conflict, in words for the person who starts it.
Result<> may_run(store::Session& s, const Campaign& campaign, Instant now);
// Whether a start can still be taken back: within its undo window, or before its turn in the queue.
bool can_be_undone(const Campaign& campaign, Instant now);

// completed: planned, and nothing waits or is under way. expired: its latest time came before that. none: goes on.
// Only the clock can end a paused one.
std::optional<CampaignStatus> ends_by_itself(const Campaign& campaign,
                                             std::span<const store::ledger::StateCount> counts, Instant now);

int64_t count_in(std::span<const store::ledger::StateCount> counts, std::initializer_list<MessageState> states);

}  // namespace tidings::flow
