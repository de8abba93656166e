#include "store/campaigns.h"

#include "base/json.h"
#include "store/media.h"
#include "store/sql.h"

namespace tidings::store::campaigns {
namespace {

Audience read_audience(std::string_view text) {
  Audience out;
  const auto value = parse_json(text);
  if (!value || !value->is_object()) return out;
  JsonReader in(*value);
  out.list = ListId{in.integer("list").value_or(0)};
  if (const auto* tags = in.array("tags")) {
    for (const auto& tag : *tags) out.tags.emplace_back(tag.as_string());
  }
  if (const auto score = in.integer("min_score")) out.min_score = static_cast<int>(*score);
  out.region = in.text("region").value_or("");
  out.everyone = in.boolean("everyone").value_or(false);
  return out;
}

std::string spoken_text(const Campaign& c) {
  if (!makes_calls(c.type)) return "";
  const auto& spoken = c.spoken;
  return json::serialize(json::object{{"text", spoken.text},
                                      {"language", spoken.language},
                                      {"voice", spoken.voice},
                                      {"machine", to_string(spoken.machine)},
                                      {"ring_s", spoken.ring_s},
                                      {"call_after_ms", spoken.call_after_ms}});
}

SpokenPart read_spoken(std::string_view text) {
  SpokenPart out;
  const auto value = text.empty() ? Result<json::value>(json::value()) : parse_json(text);
  if (!value || !value->is_object()) return out;
  JsonReader in(*value);
  out.text = in.text("text").value_or("");
  out.language = in.text("language").value_or(out.language);
  out.voice = in.text("voice").value_or("");
  out.machine = machine_policy_from(in.text("machine").value_or("")).value_or(out.machine);
  out.ring_s = static_cast<int>(in.integer("ring_s").value_or(out.ring_s));
  out.call_after_ms = in.integer("call_after_ms").value_or(0);
  return out;
}

std::string hours_text(const AllowedHours& hours) {
  return json::serialize(
      json::object{{"allow", allowed_spans_json(hours)}, {"closed_dates", closed_dates_json(hours)}});
}

AllowedHours read_hours(std::string_view text) {
  const auto value = parse_json(text);
  if (!value || !value->is_object()) return {};
  JsonReader in(*value);
  const auto* allow = in.array("allow");
  const auto* closed = in.array("closed_dates");
  auto hours = read_allowed_hours(allow, closed);
  return hours ? *hours : AllowedHours{};
}

template <class IdType>
std::string ids_text(const std::vector<IdType>& ids) {
  json::array out;
  for (const auto id : ids) out.emplace_back(id.value);
  return json::serialize(out);
}
template <class IdType>
std::vector<IdType> read_ids(std::string_view text) {
  std::vector<IdType> out;
  const auto ids = parse_json(text);
  if (!ids || !ids->is_array()) return out;
  for (const auto& id : ids->get_array()) out.push_back(IdType{id.as_int64()});
  return out;
}

Campaign read_campaign(Cursor& c) {
  Campaign out;
  int i = 0;
  out.id = c.id<CampaignId>(i++);
  out.workspace = c.id<WorkspaceId>(i++);
  out.type = static_cast<CampaignType>(c.integer(i++));
  out.name = c.string(i++);
  out.status = static_cast<CampaignStatus>(c.integer(i++));
  out.purpose = static_cast<Purpose>(c.integer(i++));
  out.body = c.string(i++);
  out.spoken = read_spoken(c.text(i++));
  out.template_version = static_cast<int>(c.integer(i++));
  out.revision = static_cast<int>(c.integer(i++));
  out.audience = read_audience(c.text(i++));
  out.hours = read_hours(c.text(i++));
  out.starts_at = c.instant(i++);
  out.not_after = c.instant(i++);
  out.expire_after_ms = c.integer(i++);
  out.undo_ms = c.integer(i++);
  out.undo_until = c.instant(i++);
  out.queued_at = c.instant(i++);
  out.rate_per_s = c.real(i++);
  out.weight = c.real(i++);
  out.senders = read_ids<SenderId>(c.text(i++));
  if (!c.null(i)) out.score_threshold = static_cast<int>(c.integer(i));
  ++i;
  out.max_segments = static_cast<int>(c.integer(i++));
  out.test_recipient = c.string(i++);
  out.created_at = c.instant(i++);
  out.started_at = c.instant(i++);
  out.ended_at = c.instant(i++);
  out.plan_cursor = c.integer(i++);
  out.planned = c.boolean(i++);
  out.planned_count = c.integer(i++);
  out.media = read_ids<MediaId>(c.text(i++));
  return out;
}

std::vector<Campaign> every(std::unique_ptr<Cursor> rows) {
  std::vector<Campaign> out;
  while (rows->next()) out.push_back(read_campaign(*rows));
  return out;
}

}  // namespace

json::value audience_json(const Audience& audience) {
  json::object out;
  if (audience.list) out["list"] = audience.list.value;
  if (!audience.tags.empty()) {
    auto& tags = out["tags"].emplace_array();
    for (const auto& tag : audience.tags) tags.emplace_back(tag);
  }
  if (audience.min_score) out["min_score"] = *audience.min_score;
  if (!audience.region.empty()) out["region"] = audience.region;
  if (audience.everyone) out["everyone"] = true;
  return out;
}

void set_media(Session& s, CampaignId id, const std::vector<MediaId>& ids) {
  s.exec(sql::campaigns::set_media, id, ids_text(ids));
  media::of_campaign(s, id, ids);
}

CampaignId insert(Session& s, const Campaign& c, Instant now) {
  const CampaignId id{s.one(sql::campaigns::insert, c.workspace, c.type, c.name, c.status, c.purpose, c.body,
                            c.template_version, json::serialize(audience_json(c.audience)), hours_text(c.hours),
                            c.starts_at, c.not_after, c.expire_after_ms, c.undo_ms, c.rate_per_s, c.weight,
                            ids_text(c.senders), c.score_threshold, c.max_segments, c.test_recipient, now,
                            spoken_text(c))
                          .value_or(0)};
  if (id && !c.media.empty()) set_media(s, id, c.media);
  return id;
}

std::optional<Campaign> by_id(Session& s, CampaignId id) {
  auto rows = s.query(sql::campaigns::by_id, id);
  std::optional<Campaign> out;
  if (rows->next()) out = read_campaign(*rows);
  return out;
}

std::vector<Campaign> page(Session& s, WorkspaceId workspace, CampaignId before, int64_t most) {
  return every(s.query(sql::campaigns::page, workspace, before, most));
}

std::vector<Campaign> in_status(Session& s, CampaignStatus status) {
  return every(s.query(sql::campaigns::in_status, status));
}

int64_t count(Session& s, CampaignType pool, CampaignStatus status) {
  return s.one(sql::campaigns::count, pool, status).value_or(0);
}
bool enqueue(Session& s, CampaignId id, CampaignStatus from, Instant now) {
  return s.exec(sql::campaigns::enqueue, id, from, now) == 1;
}
std::vector<Campaign> queued(Session& s, CampaignType pool, int64_t most) {
  return every(s.query(sql::campaigns::queued, pool, most));
}
int64_t queued_before(Session& s, const Campaign& c) {
  return s.one(sql::campaigns::queued_before, pool_of(c.type), c.queued_at, c.id).value_or(0);
}
void set_undo(Session& s, CampaignId id, Instant until) { s.exec(sql::campaigns::set_undo, id, until); }
bool undo(Session& s, CampaignId id, CampaignStatus from, CampaignStatus to) {
  return s.exec(sql::campaigns::undo, id, from, to) == 1;
}
void look_again(Session& s, CampaignId id, bool wanted) { s.exec(sql::campaigns::look_again, id, wanted); }
std::vector<CampaignId> to_look_again(Session& s, int64_t most) {
  std::vector<CampaignId> out;
  auto rows = s.query(sql::campaigns::to_look_again, most);
  while (rows->next()) out.push_back(rows->id<CampaignId>(0));
  return out;
}

std::vector<Campaign> to_sweep(Session& s, size_t most) { return every(s.query(sql::campaigns::to_sweep, most)); }

bool set_status(Session& s, CampaignId id, CampaignStatus from, CampaignStatus to, Instant started_at,
                Instant ended_at) {
  return s.exec(sql::campaigns::set_status, id, from, to, started_at, ended_at) == 1;
}

bool edit(Session& s, const Campaign& c) {
  return s.exec(sql::campaigns::edit, c.id, c.revision, c.name, c.body, c.template_version, hours_text(c.hours),
                c.not_after, c.rate_per_s, c.weight, ids_text(c.senders), c.score_threshold, c.max_segments,
                c.test_recipient, spoken_text(c)) == 1;
}

void revise(Session& s, CampaignId id, const Revision& r) {
  s.exec(sql::campaigns::revise, id, r.number, r.at, r.actor, r.changes);
}

std::vector<Revision> revisions(Session& s, CampaignId id) {
  std::vector<Revision> out;
  auto rows = s.query(sql::campaigns::revisions, id);
  while (rows->next()) {
    out.push_back({static_cast<int>(rows->integer(0)), rows->instant(1), rows->string(2), rows->string(3)});
  }
  return out;
}

void plan_progress(Session& s, CampaignId id, int64_t cursor, bool planned, int64_t added) {
  s.exec(sql::campaigns::plan_progress, id, cursor, planned, added);
}

void record(Session& s, CampaignId id, const Event& event) {
  s.exec(sql::campaigns::event, id, event.at, event.actor, event.event, event.detail);
}

std::vector<Event> events(Session& s, CampaignId id) {
  std::vector<Event> out;
  auto rows = s.query(sql::campaigns::events, id);
  while (rows->next()) out.push_back({rows->instant(0), rows->string(1), rows->string(2), rows->string(3)});
  return out;
}

void note_reply(Session& s, CampaignId id) { s.exec(sql::campaigns::note_reply, id); }
int64_t replies(Session& s, CampaignId id) { return s.one(sql::campaigns::replies, id).value_or(0); }

}  // namespace tidings::store::campaigns
