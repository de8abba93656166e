#include "flow/campaign/campaigns.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "store/campaigns.h"
#include "store/workspaces.h"

namespace tidings::flow {
namespace {

Result<Campaign> find(store::Session& s, CampaignId id) {
  auto campaign = store::campaigns::by_id(s, id);
  if (!campaign) {
    return fail(ErrorCode::not_found, fmt::format("there is no campaign {}", id.value), "campaign",
                "look at the list of campaigns");
  }
  return std::move(*campaign);
}

std::string created_detail(const Campaign& c) {
  std::string out = c.status == CampaignStatus::scheduled ? "starts at " + format_utc(c.starts_at) + "; " : "";
  out += describe(c.hours) + " where the recipient is";
  if (c.hours.allow == default_hours().allow) out += " (the default)";
  return out;
}

}  // namespace

Result<> CampaignOptions::validate() const {
  if (max_active_sms < 1) {
    return fail(ErrorCode::invalid_argument, "the number of campaigns active at once must be at least 1",
                "MAX_CONCURRENT_SMS_CAMPAIGNS");
  }
  return {};
}

Campaigns::Campaigns(Env env, store::Database& database, CampaignOptions options)
    : env_(env), database_(database), options_(std::move(options)) {
  check(options_.validate().has_value(), "the options of Campaigns are valid");
}

Result<Campaign> Campaigns::create(WorkspaceId workspace, const json::value& body, std::string_view actor) {
  auto created = store::write_value<Campaign>(database_, [&](store::Session& s) -> Result<Campaign> {
    const auto home = store::workspaces::by_id(s, workspace);
    if (!home) return fail(ErrorCode::not_found, fmt::format("there is no workspace {}", workspace.value), "workspace");
    const Instant now = env_.clock.now();
    const auto request = TRY(read_campaign_request(s, *home, body, now));
    const auto id = store::campaigns::insert(s, request.campaign, now);
    store::campaigns::record(s, id, {now, std::string(actor), "created", created_detail(request.campaign)});
    auto campaign = TRY(find(s, id));
    return request.start ? change(s, std::move(campaign), CampaignAction::start, actor) : std::move(campaign);
  });
  if (created) {
    env_.log.info("campaign_created", {{"campaign", created->id.value},
                                       {"workspace", workspace.value},
                                       {"status", to_string(created->status)},
                                       {"actor", actor}});
  }
  return created;
}

Result<Campaign> Campaigns::act(CampaignId id, CampaignAction action, std::string_view actor) {
  auto changed = store::write_value<Campaign>(
      database_, [&](store::Session& s) -> Result<Campaign> { return change(s, TRY(find(s, id)), action, actor); });
  if (changed) {
    env_.log.info("campaign_changed", {{"campaign", id.value}, {"event", event_of(action)}, {"actor", actor}});
  }
  return changed;
}

Result<Campaign> Campaigns::change(store::Session& s, Campaign campaign, CampaignAction action,
                                   std::string_view actor) {
  const Instant now = env_.clock.now();
  const auto to = status_after(campaign.status, action);
  if (!to) {
    return fail(ErrorCode::conflict, describe_possible(campaign.status), "status",
                fmt::format("{} is not possible now", to_string(action)));
  }
  if (*to == CampaignStatus::active) TRY(may_run(s, campaign, options_.max_active_sms, now));
  const bool ends = *to == CampaignStatus::stopped;
  const Instant started = *to == CampaignStatus::active ? now : Instant{};
  if (!store::campaigns::set_status(s, campaign.id, campaign.status, *to, started, ends ? now : Instant{})) {
    return fail(ErrorCode::conflict, "the campaign changed at the same moment", "status", "look at it again");
  }
  store::campaigns::record(s, campaign.id, {now, std::string(actor), std::string(event_of(action)), ""});
  return find(s, campaign.id);
}

Result<Campaign> Campaigns::get(CampaignId id) {
  return store::read_value<Campaign>(database_, [&](store::Session& s) { return find(s, id); });
}

Result<std::vector<Campaign>> Campaigns::page(WorkspaceId workspace, CampaignId before, int64_t most) {
  using Page = std::vector<Campaign>;
  if (!before) before.value = std::numeric_limits<int64_t>::max();
  return store::read_value<Page>(database_, [&](store::Session& s) -> Result<Page> {
    return store::campaigns::page(s, workspace, before, std::clamp<int64_t>(most, 1, limits::kPageMost));
  });
}

Result<Progress> Campaigns::progress(CampaignId id) {
  auto out = TRY(store::read_value<Progress>(database_, [&](store::Session& s) -> Result<Progress> {
    return read_progress(s, TRY(find(s, id)), env_.clock.now());
  }));
  if (out.campaign.status == CampaignStatus::active) {
    out.rate_measured_per_s = meter_.note(id, out.totals.sent, env_.clock.monotonic_ms());
  }
  return out;
}

Result<PoolUse> Campaigns::sms_pool() {
  return store::read_value<PoolUse>(database_, [&](store::Session& s) -> Result<PoolUse> {
    const auto active = store::campaigns::in_status(s, CampaignStatus::active).size();
    return PoolUse{static_cast<int64_t>(active), options_.max_active_sms};
  });
}

}  // namespace tidings::flow
