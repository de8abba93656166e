// When everything has come to rest, every message has ended, or is with the carrier, or is held with a reason and a
// time; and every campaign that has nothing left to do says so.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

constexpr int64_t kMostAheadMs = 36 * kHourMs;  // World::may_jump

using S = MessageState;

constexpr int64_t kLateMs = 30 * kMinuteMs;  // the stages' own pace, and the sleeps of idle ones

// Workspaces in which every sender has used up its day. What waits there is not looked at before there is room.
std::set<int64_t> used_up(const History& history) {
  std::map<std::pair<int64_t, std::string>, int64_t> uses;
  for (const Left& left : history.left) {
    const auto* row = history.message(left.message);
    if (row == nullptr || left.when.wall <= history.ending.wall - kDayMs - kLateMs) continue;
    ++uses[{row->workspace.value, left.from}];
  }
  std::set<int64_t> out;
  for (const auto& sender : history.ending.senders) out.insert(sender.workspace.value);
  for (const auto& sender : history.ending.senders) {
    const int64_t used = uses[{sender.workspace.value, sender.address}];
    if (sender.active && (sender.daily_cap <= 0 || used < sender.daily_cap)) out.erase(sender.workspace.value);
  }
  return out;
}

// Until when the places of a workspace's daily caps go for all that wait for one: so many a day, and a clock that
// jumped may have cost two days.
Instant last_place(const History& history, WorkspaceId workspace) {
  const auto waits = std::ranges::count_if(history.ending.messages, [&](const store::LedgerRow& row) {
    return row.workspace == workspace && row.state == S::planned && row.reason == Reason::sender_daily_cap;
  });
  int64_t cap = 0;
  for (const auto& sender : history.ending.senders) {
    if (sender.workspace == workspace && sender.active) cap += sender.daily_cap;
  }
  return history.ending.wall + (waits / std::max<int64_t>(cap, 1) + 3) * kDayMs;
}

void check_message(const History& history, const store::LedgerRow& row, const std::set<int64_t>& full, Findings& out) {
  const Instant now = history.ending.wall;
  if (history.ending.stuck.contains(row.id.value)) {
    out.add(fmt::format("message {} is still {} ({})", row.id.value, to_string(row.state), to_string(row.reason)));
  }
  const bool ended_badly = row.state == S::blocked || row.state == S::refused || row.state == S::cancelled ||
                           row.state == S::expired || row.state == S::unresolved;
  if (ended_badly && row.reason == Reason::none) {
    out.add(fmt::format("message {} is {} for no reason", row.id.value, to_string(row.state)));
  }
  if (row.state != S::planned) return;
  const auto* campaign = History::find(history.ending.campaigns, row.campaign.value);
  if (campaign != nullptr && campaign->status != CampaignStatus::active) {
    // Waiting for a person, or for a place in the pool.
    using enum CampaignStatus;
    if (campaign->status != paused && campaign->status != draft && campaign->status != queued) {
      out.add(fmt::format("message {} is planned, its campaign {} is {}", row.id.value, row.campaign.value,
                          to_string(campaign->status)));
    }
    return;
  }
  const bool no_room = row.kind == MessageKind::campaign && full.contains(row.workspace.value);
  if (row.reason == Reason::none && !no_room) {
    out.add(fmt::format("message {} waits for no reason", row.id.value));
  }
  if (row.not_before + kLateMs < now && !no_room) {
    out.add(fmt::format("message {} ({}) was due at {}, and it is {}", row.id.value, to_string(row.reason),
                        format_utc(row.not_before), format_utc(now)));
  }
  Instant latest = now + limits::kHoursHorizonMs;
  // Looked for while the clock ran ahead, by at most so much.
  if (row.reason == Reason::no_common_window) latest = latest + kMostAheadMs;
  if (row.reason == Reason::sender_daily_cap) latest = std::max(latest, last_place(history, row.workspace));
  if (row.not_before > latest) {
    out.add(fmt::format("message {} ({}) is put off until {}", row.id.value, to_string(row.reason),
                        format_utc(row.not_before)));
  }
}

}  // namespace

Findings check_ends(const History& history) {
  Findings out;
  std::map<int64_t, int> open;
  const auto full = used_up(history);
  for (const auto& row : history.ending.messages) {
    check_message(history, row, full, out);
    if (row.state == S::planned || row.state == S::claimed || row.state == S::handed || row.state == S::unknown) {
      ++open[row.campaign.value];
    }
  }
  const auto active = std::ranges::count(history.ending.campaigns, CampaignStatus::active, &Campaign::status);
  for (const auto& campaign : history.ending.campaigns) {
    if (campaign.status == CampaignStatus::queued && active < history.sms_pool) {
      out.add(fmt::format("campaign {} is queued, and only {} are active", campaign.id.value, active));
    }
    if (campaign.status == CampaignStatus::active && history.sms_pool > 0 && active > history.sms_pool) {
      out.add(fmt::format("{} campaigns are active at once, {} may be", active, history.sms_pool));
    }
    const bool running = campaign.status == CampaignStatus::active;
    if (running && !campaign.planned)
      out.add(fmt::format("campaign {} was never planned to its end", campaign.id.value));
    if (running && open[campaign.id.value] == 0) {
      out.add(fmt::format("campaign {} has nothing left to do and is still active", campaign.id.value));
    }
    if (campaign.status == CampaignStatus::scheduled && campaign.starts_at + kLateMs < history.ending.wall) {
      out.add(fmt::format("campaign {} never started", campaign.id.value));
    }
  }
  return out;
}

}  // namespace tidings::sim
