#include "flow/campaign/waiting.h"

#include <fmt/format.h>

#include <algorithm>

#include "flow/campaign/campaign_pool.h"
#include "flow/campaign/sender_day.h"
#include "store/campaigns.h"
#include "store/halts.h"
#include "store/workspaces.h"

namespace tidings::flow {
namespace {

std::optional<Waiting> not_running(store::Session& s, const Campaign& c, Instant now) {
  switch (c.status) {
    case CampaignStatus::active:
      break;
    case CampaignStatus::scheduled:
      return Waiting{"campaign", "its campaign starts by itself", c.starts_at};
    case CampaignStatus::queued:
      return Waiting{"campaign",
                     fmt::format("its campaign waits for a place among those active at once, as number {}",
                                 place_in_queue(s, c).value_or(0) + 1),
                     {}};
    default:
      return Waiting{"campaign", fmt::format("its campaign is {}", to_string(c.status)), {}};
  }
  if (c.undo_until > now) return Waiting{"undo_window", "its campaign's start can still be undone", c.undo_until};
  return std::nullopt;
}

// Trouble that is no message's, or a breaker, holds every sender that may carry it.
std::optional<Waiting> all_stopped(store::Session& s, const store::LedgerRow& row,
                                   const std::optional<Campaign>& campaign) {
  const auto halts = store::halts::all(s);
  if (halts.empty()) return std::nullopt;
  const store::halts::Halt* last = nullptr;
  for (const auto& sender : store::workspaces::senders(s, row.workspace)) {
    const bool may = !campaign || campaign->senders.empty() ||
                     std::ranges::find(campaign->senders, sender.id) != campaign->senders.end();
    if (!sender.active || !may) continue;
    const auto halt = std::ranges::find_if(
        halts, [&](const auto& one) { return one.open && one.concerns(sender.carrier, sender.address); });
    if (halt == halts.end()) return std::nullopt;
    last = &*halt;
  }
  if (last == nullptr) return std::nullopt;
  return Waiting{"sender_stopped", fmt::format("its sender is stopped: {} (incident {})", last->problem, last->key),
                 last->next_trial_at.ms == 0 ? std::nullopt : std::optional(last->next_trial_at)};
}

}  // namespace

std::optional<Waiting> waits_for(store::Session& s, const store::LedgerRow& row, Instant now) {
  if (row.state != MessageState::planned && row.state != MessageState::claimed) return std::nullopt;
  if (row.reason != Reason::none) return Waiting{"held", std::string(words(row.reason)), row.not_before};
  std::optional<Campaign> campaign;
  if (row.campaign) campaign = store::campaigns::by_id(s, row.campaign);
  if (campaign) {
    if (auto stands = not_running(s, *campaign, now)) return stands;
  }
  if (row.not_before > now) return Waiting{"hour", "it is not to leave earlier", row.not_before};
  SenderPool pool{.workspace = row.workspace};
  if (campaign) pool.only = campaign->senders;
  const auto day = sender_day(s, pool, now);
  if (day.senders == 0) return Waiting{"no_sender", "no active sender may carry it", {}};
  if (auto stopped = all_stopped(s, row, campaign)) return stopped;
  if (day.capped && day.places.free() == 0) {
    return Waiting{"day_used_up",
                   fmt::format("its senders have used up their day, {} message{} in 24 hours", day.places.cap(),
                               day.places.cap() == 1 ? "" : "s"),
                   day.places.place(0)};
  }
  if (campaign) {
    return Waiting{"turn",
                   fmt::format("its turn has not come: its campaign sends at most {:g} a second", campaign->rate_per_s),
                   {}};
  }
  return Waiting{"turn", "its turn has not come", {}};
}

}  // namespace tidings::flow
