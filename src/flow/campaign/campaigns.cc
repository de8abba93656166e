#include "flow/campaign/campaigns.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "flow/campaign/campaign_edit.h"
#include "store/campaigns.h"
#include "store/recalls.h"
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

std::unexpected<Error> changed_meanwhile() {
  return fail(ErrorCode::conflict, "the campaign changed at the same moment", "status", "look at it again");
}

}  // namespace

Campaigns::Campaigns(Env env, store::Database& database, CampaignOptions options)
    : env_(env), database_(database), options_(std::move(options)) {
  check(options_.validate().has_value(), "the options of Campaigns are valid");
}

Result<Campaign> Campaigns::create(WorkspaceId workspace, const json::value& body, std::string_view actor) {
  auto created = store::write_value<Campaign>(database_, [&](store::Session& s) -> Result<Campaign> {
    const auto home = store::workspaces::by_id(s, workspace);
    if (!home) return fail(ErrorCode::not_found, fmt::format("there is no workspace {}", workspace.value), "workspace");
    const Instant now = env_.clock.now();
    const auto request = TRY(read_campaign_request(s, *home, body, options_.makes_calls, now, options_.outgoing));
    const auto id = store::campaigns::insert(s, request.campaign, now);
    store::campaigns::record(s, id, {now, std::string(actor), "created", created_detail(request.campaign)});
    auto campaign = TRY(find(s, id));
    record_first_revision(s, campaign, actor, now);
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
  if (*to == CampaignStatus::active) return run(s, campaign, action, actor);
  if (action == CampaignAction::undo) return undo(s, campaign, actor);
  const bool ends = *to == CampaignStatus::stopped;
  if (!store::campaigns::set_status(s, campaign.id, campaign.status, *to, {}, ends ? now : Instant{})) {
    return changed_meanwhile();
  }
  store::campaigns::record(s, campaign.id, {now, std::string(actor), std::string(event_of(action)), ""});
  // Places in the daily caps that its messages were promised are others' now.
  store::ledger::wake_for_room(s, campaign.workspace, now);
  if (ends) store::recalls::begin(s, campaign.id, now);
  return find(s, campaign.id);
}

// Active, or at the end of its pool's queue.
Result<Campaign> Campaigns::run(store::Session& s, const Campaign& campaign, CampaignAction action,
                                std::string_view actor) {
  const Instant now = env_.clock.now();
  TRY(may_run(s, campaign, now));
  const auto pool = pool_use(s, campaign.type, options_.pools);
  const auto note = [&](std::string_view event, std::string detail) {
    store::campaigns::record(s, campaign.id, {now, std::string(actor), std::string(event), std::move(detail)});
  };
  if (pool.queued > 0 || !pool.has_place()) {
    if (!store::campaigns::enqueue(s, campaign.id, campaign.status, now)) return changed_meanwhile();
    note("queued", fmt::format("{} of {} {} campaigns are active, {} wait before it", pool.active, pool.limit,
                               to_string(campaign.type), pool.queued));
    return find(s, campaign.id);
  }
  if (!store::campaigns::set_status(s, campaign.id, campaign.status, CampaignStatus::active, now, {})) {
    return changed_meanwhile();
  }
  note(event_of(action), "");
  if (campaign.started_at.ms == 0) {
    store::campaigns::set_undo(s, campaign.id, campaign.undo_ms > 0 ? now + campaign.undo_ms : Instant{});
  } else {
    store::campaigns::look_again(s, campaign.id, true);  // what was held by the pause
  }
  return find(s, campaign.id);
}

Result<Campaign> Campaigns::undo(store::Session& s, const Campaign& campaign, std::string_view actor) {
  const Instant now = env_.clock.now();
  // A STOP may have ended some of its messages meanwhile; only what left stands against it.
  const auto counts = store::ledger::counts(s, campaign.id);
  const bool some_left = std::ranges::any_of(counts, [](const auto& c) { return c.n > 0 && counts_as_sent(c.state); });
  if (some_left || !can_be_undone(campaign, now)) {
    return fail(ErrorCode::conflict,
                fmt::format("the campaign is {}: the start can no longer be taken back", to_string(campaign.status)),
                "undo_until", "stop it: what has not left is cancelled");
  }
  const auto to = campaign.starts_at > now ? CampaignStatus::scheduled : CampaignStatus::draft;
  if (!store::campaigns::undo(s, campaign.id, campaign.status, to)) return changed_meanwhile();
  store::campaigns::record(s, campaign.id,
                           {now, std::string(actor), std::string(event_of(CampaignAction::undo)), "nothing had left"});
  return find(s, campaign.id);
}

Result<Campaign> Campaigns::edit(CampaignId id, const json::value& changes, std::string_view actor) {
  auto edited = store::write_value<Campaign>(database_, [&](store::Session& s) -> Result<Campaign> {
    auto campaign = TRY(find(s, id));
    const auto home = store::workspaces::by_id(s, campaign.workspace);
    check(home.has_value(), "a campaign has a workspace");
    return edit_campaign(s, *home, std::move(campaign), changes, options_.makes_calls, actor, env_.clock.now(),
                         options_.outgoing);
  });
  if (edited) {
    env_.log.info("campaign_edited", {{"campaign", id.value}, {"revision", edited->revision}, {"actor", actor}});
  }
  return edited;
}

Result<json::array> Campaigns::revisions(CampaignId id) {
  return store::read_value<json::array>(database_, [&](store::Session& s) -> Result<json::array> {
    TRY(find(s, id));
    return revisions_json(s, id);
  });
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

Result<std::vector<PoolUse>> Campaigns::pools() {
  using Uses = std::vector<PoolUse>;
  return store::read_value<Uses>(database_,
                                 [&](store::Session& s) -> Result<Uses> { return pool_uses(s, options_.pools); });
}

}  // namespace tidings::flow
