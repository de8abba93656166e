#include "flow/campaign/campaign_edit.h"

#include <fmt/format.h>

#include "flow/campaign/campaign_request.h"
#include "flow/campaign/lifecycle.h"
#include "store/campaigns.h"
#include "store/ledger.h"

namespace tidings::flow {
namespace {

json::object differences(const json::object& before, const json::object& after) {
  json::object out;
  for (const auto& [name, value] : after) {
    if (const auto& old = before.at(name); old != value) out[name] = json::object{{"from", old}, {"to", value}};
  }
  return out;
}

std::string detail_of(int revision, const json::object& changes) {
  std::string fields;
  for (const auto& change : changes) fields += (fields.empty() ? "" : ", ") + std::string(change.key());
  return fmt::format("revision {}: {}", revision, fields);
}

}  // namespace

json::object editable_json(const Campaign& c) {
  json::array senders, media;
  for (const auto id : c.senders) senders.emplace_back(id.value);
  for (const auto id : c.media) media.emplace_back(id.value);
  json::object out{
      {"name", c.name},
      {"body", c.body},
      {"window", json::object{{"allow", allowed_spans_json(c.hours)}, {"closed_dates", closed_dates_json(c.hours)}}},
      {"rate_per_s", c.rate_per_s},
      {"weight", c.weight},
      {"senders", std::move(senders)},
      {"media", std::move(media)},
      {"score_threshold", c.score_threshold ? json::value(*c.score_threshold) : json::value(nullptr)},
      {"max_segments", c.max_segments},
      {"test_recipient", c.test_recipient.empty() ? json::value(nullptr) : json::value(c.test_recipient)},
      {"not_after", c.not_after.ms == 0 ? json::value(nullptr) : json::value(format_utc(c.not_after))}};
  add_spoken_json(out, c);
  return out;
}

void record_first_revision(store::Session& s, const Campaign& campaign, std::string_view actor, Instant now) {
  json::object first;
  for (const auto& [name, value] : editable_json(campaign)) first[name] = json::object{{"to", value}};
  store::campaigns::revise(s, campaign.id, {campaign.revision, now, std::string(actor), json::serialize(first)});
}

Result<Campaign> edit_campaign(store::Session& s, const Workspace& workspace, Campaign campaign,
                               const json::value& changes, const MakesCalls& makes_calls, std::string_view actor,
                               Instant now, const media::Outgoing& outgoing) {
  if (possible_actions(campaign.status).empty()) {
    return fail(ErrorCode::conflict, describe_possible(campaign.status), "status", "what has ended is not edited");
  }
  const auto before = editable_json(campaign);
  const std::string old_body = campaign.body, old_spoken = campaign.spoken.text;
  const int revision = campaign.revision;
  const auto wanted = TRY(read_campaign_changes(s, workspace, changes, campaign, makes_calls, now, outgoing));
  if (wanted && *wanted != revision) {
    return fail(ErrorCode::conflict, fmt::format("the campaign is at revision {}, not {}", revision, *wanted),
                "revision", "look at what changed meanwhile");
  }
  const auto differ = differences(before, editable_json(campaign));
  if (differ.empty()) return campaign;
  if (campaign.body != old_body || campaign.spoken.text != old_spoken) ++campaign.template_version;
  if (!store::campaigns::edit(s, campaign)) {
    return fail(ErrorCode::conflict, "the campaign changed at the same moment", "revision", "look at it again");
  }
  if (differ.contains("media")) store::campaigns::set_media(s, campaign.id, campaign.media);
  campaign.revision = revision + 1;
  store::campaigns::revise(s, campaign.id, {campaign.revision, now, std::string(actor), json::serialize(differ)});
  store::campaigns::record(s, campaign.id, {now, std::string(actor), "edited", detail_of(campaign.revision, differ)});
  // Held for a window that is another now, or for a place with senders that are no longer its own.
  if (differ.contains("window")) store::campaigns::look_again(s, campaign.id, true);
  if (differ.contains("senders")) store::ledger::wake_for_room(s, campaign.workspace, now);
  return campaign;
}

json::array revisions_json(store::Session& s, CampaignId id) {
  json::array out;
  for (const auto& revision : store::campaigns::revisions(s, id)) {
    out.push_back(json::object{{"revision", revision.number},
                               {"at", format_utc(revision.at)},
                               {"actor", revision.actor},
                               {"changes", parse_json(revision.changes).value_or(json::object{})}});
  }
  return out;
}

}  // namespace tidings::flow
