#include "flow/preflight/preflight.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "flow/campaign/lifecycle.h"
#include "flow/dispatch/sender_order.h"
#include "flow/preflight/virtual_dispatch.h"
#include "store/campaigns.h"
#include "store/ledger.h"
#include "store/optouts.h"
#include "store/senders.h"
#include "store/workspaces.h"

namespace tidings::preflight {
namespace {

constexpr int64_t kSlackMs = kMinuteMs;  // a start "now" that took its time to arrive

// Its start lies ahead, or was this moment: nobody has been planned yet.
bool before_its_start(const Campaign& c) {
  using enum CampaignStatus;
  return c.status == draft || c.status == scheduled || c.status == queued || (c.status == active && c.plan_cursor == 0);
}

Result<Instant> start_of(const Campaign& campaign, const std::optional<Instant>& asked, Instant now) {
  if (asked && *asked < now - kSlackMs) {
    return fail(ErrorCode::invalid_argument, "the start lies in the past", "at", "leave it out for a start now");
  }
  if (asked) return std::max(*asked, now);
  return campaign.status == CampaignStatus::scheduled ? std::max(campaign.starts_at, now) : now;
}

// The campaign as it will be when it has started.
Campaign started(Campaign campaign, Instant at) {
  campaign.status = CampaignStatus::active;
  campaign.started_at = at;
  campaign.undo_until = campaign.undo_ms > 0 ? at + campaign.undo_ms : Instant{};
  return campaign;
}

std::string test_phone(const Setting& setting, const Workspace& workspace, const Campaign& campaign) {
  if (!campaign.test_recipient.empty()) return campaign.test_recipient;
  return workspace.test_recipient.empty() ? setting.test_recipient : workspace.test_recipient;
}

Result<Pool> read_pool(store::Session& s, const Setting& setting, const Question& question, Instant now) {
  const auto campaign = store::campaigns::by_id(s, question.campaign);
  if (!campaign) {
    return fail(ErrorCode::not_found, fmt::format("there is no campaign {}", question.campaign.value), "id",
                "look at the list of campaigns");
  }
  if (!before_its_start(*campaign)) {
    return fail(ErrorCode::conflict,
                fmt::format("the campaign is {}: a pre-flight is made before the start", to_string(campaign->status)),
                "status", "its progress says what is left");
  }
  const Instant at = TRY(start_of(*campaign, question.starts_at, now));
  TRY(flow::may_run(s, *campaign, at));
  Pool out;
  out.campaign = started(*campaign, at);
  out.workspace = store::workspaces::by_id(s, campaign->workspace).value_or(Workspace{});
  const auto media = media::along(s, campaign->media);
  const bool calls = !sends_texts(campaign->type);
  for (auto& sender : store::workspaces::senders(s, campaign->workspace)) {
    if (!media::takes(sender, media, setting.outgoing)) continue;
    if (!sender.active || !setting.has_carrier(sender.carrier) || !dispatch::in_pool(*campaign, sender.id)) continue;
    if (!sender.serves(calls ? Channel::call : Channel::text) || (calls && !setting.calls_per_s(sender.carrier)))
      continue;
    if (sender.daily_cap > 0) {
      out.uses[sender.id.value] = store::ledger::sender_uses(s, sender.id, first_counting_minute(at));
    }
    if (calls) {
      sender.segments_per_s = limits::kSenderCallsPerS;
      out.carrier_per_s.emplace(sender.carrier, *setting.calls_per_s(sender.carrier));
    } else {
      out.carrier_per_s.emplace(sender.carrier, setting.carrier_per_s(sender.carrier));
    }
    out.senders.push_back(std::move(sender));
  }
  // Those on standby are for outages, which nobody foretells.
  if (!std::ranges::all_of(out.senders, &Sender::standby)) std::erase_if(out.senders, &Sender::standby);
  for (auto& brand : store::senders::brands(s)) {
    if (std::ranges::find(out.senders, brand.name, &Sender::brand) == out.senders.end()) continue;
    out.brand_used[brand.name] = {dispatch::brand_day(at),
                                  store::senders::brand_used(s, brand.name, dispatch::brand_day(at))};
    out.brands.push_back(std::move(brand));
  }
  out.deployment_per_s = setting.rate_per_s;
  out.places = std::clamp<size_t>(static_cast<size_t>(campaign->rate_per_s / 2) + 1, 1, setting.claim_batch);
  out.deadline = campaign->not_after;
  if (campaign->expire_after_ms > 0) {
    const Instant own = at + campaign->expire_after_ms;
    if (out.deadline.ms == 0 || own < out.deadline) out.deadline = own;
  }
  const auto phone = test_phone(setting, out.workspace, *campaign);
  out.test_phone_opted_out = !phone.empty() && !store::optouts::in_force(s, phone).empty();
  return out;
}

}  // namespace

std::string_view to_string(Fate fate) {
  switch (fate) {
    case Fate::sends:
      return "sends";
    case Fate::blocked:
      return "blocked";
    case Fate::held:
      return "held";
    case Fate::expires:
      return "expires";
    case Fate::later:
      return "later";
  }
  return "later";
}

std::optional<Fate> fate_from(std::string_view name) {
  for (const auto fate : kFates) {
    if (to_string(fate) == name) return fate;
  }
  return std::nullopt;
}

Instant not_before(const Preflight& all, const Recipient& one) {
  if (one.fate != Fate::sends) return {};
  return std::max(all.starts_at, Instant{(all.starts_at.ms / kSecondMs + one.after_s) * kSecondMs});
}

Result<std::shared_ptr<const Preflight>> fly(Env env, store::Database& database, const Setting& setting,
                                             const Question& question) {
  const Instant now = env.clock.now();
  const auto pool =
      TRY(store::read_value<Pool>(database, [&](store::Session& s) { return read_pool(s, setting, question, now); }));
  auto out = std::make_shared<Preflight>();
  out->campaign = pool.campaign.id;
  out->type = pool.campaign.type;
  if (out->type == CampaignType::voice && question.prices_given) {
    return fail(ErrorCode::invalid_argument, "prices are of segments: what a call costs is not foretold", "prices");
  }
  out->revision = pool.campaign.revision;
  out->asked_at = now;
  out->starts_at = pool.campaign.started_at;
  out->looked_until = out->starts_at + limits::kPreflightAheadMs;
  for (const auto& sender : pool.senders) out->senders.push_back({sender.id, sender.address, 0, 0, {}, {}});
  const auto gatherer = setting.make_gatherer();
  AudienceScan audience(database, *gatherer, pool.workspace, pool.campaign, pool.senders.size() > 1,
                        !pool.brands.empty());
  TRY(VirtualDispatch(pool, audience, question.gone, *out).run());
  out->cost = cost_of(out->type == CampaignType::voice ? PriceList{} : question.prices, std::move(out->cost.lines));
  return std::shared_ptr<const Preflight>(std::move(out));
}

}  // namespace tidings::preflight
