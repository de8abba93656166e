#include "flow/campaign/lifecycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "store/campaigns.h"
#include "store/workspaces.h"

namespace tidings::flow {
namespace {

using S = CampaignStatus;
constexpr std::array<std::string_view, 5> kNames{"start", "pause", "resume", "stop", "undo"};
constexpr std::array<std::string_view, 5> kEvents{"started", "paused", "resumed", "stopped", "undone"};

Result<> has_sender(store::Session& s, const Campaign& campaign) {
  bool texts = !sends_texts(campaign.type), calls = !makes_calls(campaign.type);
  for (const auto& sender : store::workspaces::senders(s, campaign.workspace)) {
    const bool of_pool =
        campaign.senders.empty() || std::ranges::find(campaign.senders, sender.id) != campaign.senders.end();
    if (!of_pool || !sender.active) continue;
    texts = texts || sender.serves(Channel::text);
    calls = calls || sender.serves(Channel::call);
  }
  if (texts && calls) return {};
  return fail(ErrorCode::conflict, fmt::format("the campaign has no active sender{}", texts ? " for its calls" : ""),
              "senders", "add a sender to the workspace, or make one of the campaign's senders active");
}

}  // namespace

std::string_view to_string(CampaignAction action) { return kNames[static_cast<size_t>(action)]; }
std::string_view event_of(CampaignAction action) { return kEvents[static_cast<size_t>(action)]; }

std::optional<CampaignAction> campaign_action_from(std::string_view name) {
  for (const auto action : kCampaignActions) {
    if (to_string(action) == name) return action;
  }
  return std::nullopt;
}

std::optional<CampaignStatus> status_after(CampaignStatus from, CampaignAction action) {
  const bool waiting = from == S::draft || from == S::scheduled;
  switch (action) {
    case CampaignAction::start:
      return waiting ? std::optional(S::active) : std::nullopt;
    case CampaignAction::pause:
      return from == S::active || from == S::queued ? std::optional(S::paused) : std::nullopt;
    case CampaignAction::resume:
      return from == S::paused ? std::optional(S::active) : std::nullopt;
    case CampaignAction::stop:
      return waiting || from == S::active || from == S::queued || from == S::paused ? std::optional(S::stopped)
                                                                                    : std::nullopt;
    case CampaignAction::undo:
      return from == S::active || from == S::queued ? std::optional(S::draft) : std::nullopt;
  }
  return std::nullopt;
}

std::vector<CampaignAction> possible_actions(CampaignStatus from) {
  std::vector<CampaignAction> out;
  for (const auto action : kCampaignActions) {
    if (action != CampaignAction::undo && status_after(from, action)) out.push_back(action);
  }
  return out;
}

std::string describe_possible(CampaignStatus from) {
  std::string can;
  for (const auto action : possible_actions(from)) can += (can.empty() ? "" : " or ") + std::string(event_of(action));
  if (can.empty())
    can = "nothing can start it again; create a new one";
  else
    can = "it can be " + can;
  return fmt::format("the campaign is {}: {}", from == S::draft ? "a draft" : to_string(from), can);
}

Result<> may_run(store::Session& s, const Campaign& campaign, Instant now) {
  if (campaign.not_after.ms != 0 && now >= campaign.not_after) {
    return fail(ErrorCode::conflict,
                fmt::format("the campaign's latest time, {}, has passed", format_utc(campaign.not_after)), "not_after",
                "create a new campaign with a later one");
  }
  const auto workspace = store::workspaces::by_id(s, campaign.workspace);
  if (!workspace || !workspace->active) {
    return fail(ErrorCode::conflict, "the workspace is not active", "workspace", "make it active first");
  }
  return has_sender(s, campaign);
}

bool can_be_undone(const Campaign& c, Instant now) {
  if (c.status == S::queued) return c.started_at.ms == 0;
  return c.status == S::active && c.undo_until > now;
}

int64_t count_in(std::span<const store::ledger::StateCount> counts, std::initializer_list<MessageState> states) {
  int64_t n = 0;
  for (const auto& count : counts) {
    if (std::ranges::find(states, count.state) != states.end()) n += count.n;
  }
  return n;
}

std::optional<CampaignStatus> ends_by_itself(const Campaign& campaign,
                                             std::span<const store::ledger::StateCount> counts, Instant now) {
  const bool late = campaign.not_after.ms != 0 && now >= campaign.not_after;
  const bool waits = campaign.status == S::paused || campaign.status == S::queued;
  if (campaign.status != S::active && !(waits && late)) return std::nullopt;
  const auto unsent = count_in(counts, {MessageState::planned, MessageState::claimed});
  if (late && (!campaign.planned || unsent > 0)) return S::expired;
  if (!campaign.planned || unsent > 0) return std::nullopt;
  // What was handed over or is unknown may come back to planned, so wait for its outcome.
  if (count_in(counts, {MessageState::handed, MessageState::unknown}) > 0) return std::nullopt;
  return count_in(counts, {MessageState::expired}) > 0 ? S::expired : S::completed;
}

}  // namespace tidings::flow
