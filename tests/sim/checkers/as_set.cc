// What an operator sets of a campaign holds from the moment it is set: nothing of one that is paused, stopped or taken
// back leaves, nothing while its start can still be taken back, and every message is composed with the revision that is
// in force when it leaves.
#include <fmt/format.h>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

bool may_leave(CampaignStatus status) {
  return status != CampaignStatus::paused && status != CampaignStatus::stopped && status != CampaignStatus::draft;
}

void check_leaving(const History& history, const Campaign& campaign, const Left& left, Findings& out) {
  if (!history.settings.contains(campaign.id.value)) return;  // its maker was killed before they heard of it
  const auto setting = history.setting(campaign, left.when.order);
  if (!may_leave(setting.status)) {
    out.add(fmt::format("message {} left at {} ms, its campaign {} is {} since {} ms", left.message, left.when.true_ms,
                        campaign.id.value, to_string(setting.status), setting.when.true_ms));
  }
}

}  // namespace

Findings check_as_set(const History& history) {
  Findings out;
  std::map<int64_t, std::vector<const Left*>> lefts;
  for (const Left& left : history.left) {
    const auto* row = history.message(left.message);
    const auto* campaign = row == nullptr ? nullptr : History::find(history.ending.campaigns, row->campaign.value);
    if (campaign == nullptr) continue;
    lefts[left.message].push_back(&left);
    check_leaving(history, *campaign, left, out);
    if (left.when.wall < campaign->undo_until) {
      out.add(fmt::format("message {} left at {}, its campaign {} could be taken back until {}", left.message,
                          format_utc(left.when.wall), campaign->id.value, format_utc(campaign->undo_until)));
    }
  }
  for (const Accepted& accepted : history.accepted) {
    const auto* row = history.message(accepted.message);
    const auto* campaign = row == nullptr ? nullptr : History::find(history.ending.campaigns, row->campaign.value);
    if (campaign == nullptr || !history.settings.contains(campaign->id.value)) continue;
    const Left* last = nullptr;
    for (const Left* left : lefts[accepted.message]) {
      if (left->when.order < accepted.when.order) last = left;
    }
    if (last == nullptr) continue;
    const int revision = history.setting(*campaign, last->when.order).revision;
    if (row->revision != revision) {
      out.add(fmt::format("message {} was composed with revision {} of campaign {}, which was at {} when it left",
                          accepted.message, row->revision, campaign->id.value, revision));
    }
  }
  return out;
}

}  // namespace tidings::sim
