#include "http/api/campaigns/campaigns.h"

#include <fmt/format.h>

#include "flow/campaign/campaign_json.h"
#include "flow/report/export.h"
#include "flow/report/funnel.h"
#include "http/api/outbox/message_json.h"
#include "store/campaigns.h"

namespace tidings::http::campaigns {
namespace {

std::string subject(CampaignId id) { return fmt::format("campaign {}", id.value); }

Result<Campaign> find(Call& call) {
  const CampaignId id{TRY(call.id())};
  InSession database(call.s());
  return flow::Campaigns(call.services.env, database, call.services.campaign_options).get(id);
}

Result<Campaign> act(Call& call, flow::CampaignAction action) {
  JsonReader in(call.body);
  TRY(in.done());
  const CampaignId id{TRY(call.id())};
  InSession database(call.s());
  flow::Campaigns campaigns(call.services.env, database, call.services.campaign_options);
  auto changed = TRY(campaigns.act(id, action, call.who.name));
  call.audit(fmt::format("campaign.{}", to_string(action)), subject(changed.id));
  return changed;
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto workspace = TRY(workspace_of(call.s(), asked));
  InSession database(call.s());
  flow::Campaigns campaigns(call.services.env, database, call.services.campaign_options);
  const auto page = TRY(campaigns.page(workspace.id, CampaignId{after}, limit));
  json::array items;
  for (const auto& campaign : page) items.push_back(flow::campaign_json(campaign, call.now));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> create(Call& call) {
  json::value body = call.body;
  std::optional<int64_t> asked;
  if (auto* object = body.if_object(); object != nullptr && object->contains("workspace")) {
    const auto& named = object->at("workspace");
    if (!named.is_int64()) return fail(ErrorCode::invalid_argument, "workspace must be a whole number", "workspace");
    asked = named.get_int64();
    object->erase("workspace");
  }
  const auto workspace = TRY(workspace_of(call.s(), asked));
  InSession database(call.s());
  flow::Campaigns campaigns(call.services.env, database, call.services.campaign_options);
  const auto made = TRY(campaigns.create(workspace.id, body, call.who.name));
  call.audit("campaign.create", subject(made.id), made.name);
  return answer(flow::campaign_json(made, call.now), 201);
}

Result<HttpResponse> show(Call& call) { return answer(flow::campaign_json(TRY(find(call)), call.now)); }

Result<HttpResponse> start(Call& call) {
  return answer(flow::campaign_json(TRY(act(call, flow::CampaignAction::start)), call.now));
}
Result<HttpResponse> pause(Call& call) {
  return answer(flow::campaign_json(TRY(act(call, flow::CampaignAction::pause)), call.now));
}
Result<HttpResponse> resume(Call& call) {
  return answer(flow::campaign_json(TRY(act(call, flow::CampaignAction::resume)), call.now));
}
Result<HttpResponse> stop(Call& call) {
  return answer(flow::campaign_json(TRY(act(call, flow::CampaignAction::stop)), call.now));
}

Result<HttpResponse> undo(Call& call) {
  return answer(flow::campaign_json(TRY(act(call, flow::CampaignAction::undo)), call.now));
}

Result<HttpResponse> edit(Call& call) {
  const CampaignId id{TRY(call.id())};
  InSession database(call.s());
  flow::Campaigns campaigns(call.services.env, database, call.services.campaign_options);
  const auto edited = TRY(campaigns.edit(id, call.body, call.who.name));
  call.audit("campaign.edit", subject(id), fmt::format("revision {}", edited.revision));
  return answer(flow::campaign_json(edited, call.now));
}

Result<HttpResponse> revisions(Call& call) {
  QueryReader query(call.query);
  TRY(query.done());
  const CampaignId id{TRY(call.id())};
  InSession database(call.s());
  flow::Campaigns campaigns(call.services.env, database, call.services.campaign_options);
  return list_answer(TRY(campaigns.revisions(id)), nullptr);
}

Result<HttpResponse> pools(Call& call) {
  QueryReader query(call.query);
  TRY(query.done());
  InSession database(call.s());
  flow::Campaigns campaigns(call.services.env, database, call.services.campaign_options);
  return answer(flow::pools_json(TRY(campaigns.pools())));
}

// The short form answers in the words of an orchestrator: which campaign, of which type, whether it worked.
Result<HttpResponse> orchestrate(Call& call) {
  const auto action = flow::campaign_action_from(call.path.substr(call.path.rfind('/') + 1));
  if (!action) return fail(ErrorCode::not_found, "a campaign can be started, paused, resumed or stopped", call.path);
  const auto changed = TRY(act(call, *action));
  json::object out{{"campaignId", changed.id.value},
                   {"campaignType", to_string(changed.type)},
                   {"success", true},
                   {"message", fmt::format("campaign {} {}; it is {}", changed.id.value, flow::event_of(*action),
                                           to_string(changed.status))}};
  if (*action == flow::CampaignAction::start)
    out["executionArn"] = fmt::format("tidings:campaign:{}:{}", changed.id.value, changed.started_at.ms);
  return answer(out);
}

Result<HttpResponse> progress(Call& call) {
  const CampaignId id{TRY(call.id())};
  return answer(flow::progress_json(TRY(call.services.campaigns.progress(id))));
}

Result<HttpResponse> funnel(Call& call) {
  const CampaignId id{TRY(call.id())};
  return answer(flow::funnel_json(TRY(flow::funnel(call.services.database, id))));
}

Result<HttpResponse> messages(Call& call) {
  QueryReader query(call.query);
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto campaign = TRY(find(call));
  const auto page = store::ledger::of_campaign(call.s(), campaign.id, MessageId{after}, limit);
  json::array items;
  for (const auto& row : page) items.push_back(outbox::message_json(call.s(), row));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> history(Call& call) {
  QueryReader query(call.query);
  TRY(query.done());
  const auto campaign = TRY(find(call));
  json::array items;
  for (const auto& event : store::campaigns::events(call.s(), campaign.id)) {
    items.push_back(json::object{
        {"at", format_utc(event.at)}, {"actor", event.actor}, {"event", event.event}, {"detail", event.detail}});
  }
  return list_answer(std::move(items), nullptr);
}

Result<HttpResponse> export_csv(Call& call) {
  QueryReader query(call.query);
  MessageId after{query.after()};
  TRY(query.done());
  const CampaignId id{TRY(call.id())};
  std::string text(after ? std::string_view() : flow::export_header());
  bool more = true;
  for (int64_t rows = 0; more && rows < limits::kExportRows; rows += limits::kExportPage) {
    auto page = TRY(flow::export_page(call.services.database, id, after, limits::kExportPage));
    text += page.text;
    more = page.more;
    if (page.last) after = page.last;
  }
  auto out = csv_answer(std::move(text), fmt::format("campaign-{}.csv", id.value));
  if (more) out.headers.add("Link", fmt::format("<{}?after={}>; rel=\"next\"", call.path, after.value));
  return out;
}

}  // namespace tidings::http::campaigns
