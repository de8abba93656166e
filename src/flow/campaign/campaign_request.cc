#include "flow/campaign/campaign_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "domain/place.h"
#include "sms/phone.h"
#include "sms/template.h"
#include "store/contacts.h"
#include "store/workspaces.h"

namespace tidings::flow {
namespace {

constexpr int64_t kPastGraceMs = kMinuteMs;  // "now" of a caller whose clock or network is a little slow

std::unexpected<Error> wrong(std::string_view field, std::string_view what, std::string hint = {}) {
  return fail(ErrorCode::invalid_argument, fmt::format("{} {}", field, what), std::string(field), std::move(hint));
}

std::unexpected<Error> wrong(std::string_view field, const Error& why) {
  const std::string at = why.where.empty() ? "" : fmt::format(" ({})", why.where);
  return fail(why.code, fmt::format("{}: {}{}", field, why.what, at), std::string(field), why.hint);
}

const json::value* member(const json::value& body, std::string_view name) {
  const auto* object = body.if_object();
  return object == nullptr ? nullptr : object->if_contains(name);
}

Result<std::vector<std::string>> read_tags(const json::array* tags) {
  std::vector<std::string> out;
  if (tags == nullptr) return out;
  if (tags->size() > limits::kAudienceTags) {
    return wrong("audience.tags", fmt::format("may hold {} tags", limits::kAudienceTags));
  }
  for (const auto& tag : *tags) {
    if (!tag.is_string() || tag.get_string().empty()) return wrong("audience.tags", "must hold names of tags");
    out.emplace_back(tag.get_string());
  }
  return out;
}

Result<ListId> find_list(store::Session& s, WorkspaceId workspace, const json::value& given) {
  const auto lists = store::contacts::lists(s, workspace);
  for (const auto& list : lists) {
    if (given.is_int64() ? list.id.value == given.get_int64() : std::string_view(given.get_string()) == list.name) {
      return list.id;
    }
  }
  std::string names;
  for (size_t i = 0; i < std::min<size_t>(lists.size(), 10); ++i) names += (i == 0 ? "" : ", ") + lists[i].name;
  const std::string name = given.is_int64() ? fmt::format("{}", given.get_int64()) : std::string(given.get_string());
  return wrong("audience.list", fmt::format("names a list that is not there: '{}'", name),
               names.empty() ? "import contacts into a list first" : "lists of this workspace: " + names);
}

Result<Audience> read_audience(store::Session& s, WorkspaceId workspace, const json::value& given) {
  Audience out;
  JsonReader in(given, "audience");
  const auto* list = member(given, "list");
  if (list != nullptr && list->is_string()) {
    in.text("list");
  } else if (list != nullptr && !list->is_null()) {
    if (!list->is_int64()) in.problem("list", "must be the id or the name of a list");
    in.integer("list");
  }
  const auto* tags = in.array("tags");
  const auto score = in.integer("min_score");
  auto region = in.text("region").value_or("");
  out.everyone = in.boolean("everyone").value_or(false);
  if (list == nullptr) in.integer("list");  // known, though not there
  TRY(in.done());

  if (list != nullptr && !list->is_null()) out.list = TRY(find_list(s, workspace, *list));
  out.tags = TRY(read_tags(tags));
  if (score) {
    if (*score < -1'000'000 || *score > 1'000'000) return wrong("audience.min_score", "is out of range");
    out.min_score = static_cast<int>(*score);
  }
  std::ranges::transform(region, region.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
  if (!region.empty() && !is_country(region)) {
    return wrong("audience.region", "must be a country's two letters", "for example US");
  }
  if (out.everyone && (out.list || !out.tags.empty() || out.min_score || !region.empty())) {
    return wrong("audience.everyone", "leaves nothing to choose", "say everyone alone, or only the list or filter");
  }
  out.region = region;
  if (!out.list && out.tags.empty() && !out.min_score && out.region.empty() && !out.everyone) {
    return wrong("audience", "is empty", "name a list, tags, min_score or region, or say \"everyone\": true");
  }
  return out;
}

Result<AllowedHours> read_window(const json::value* given) {
  if (given == nullptr || given->is_null()) return default_hours();
  JsonReader in(*given, "window");
  const auto* allow = in.array("allow");
  const auto* closed = in.array("closed_dates");
  TRY(in.done());
  if (allow != nullptr && allow->empty()) {
    return wrong("window.allow", "is empty", "leave it out for 09:00-20:00 every day, or give at least one span");
  }
  auto hours = read_allowed_hours(allow, closed);
  if (!hours) {
    const auto& e = hours.error();
    const bool begins_with_path = e.what.starts_with("allow") || e.what.starts_with("closed_dates");
    return fail(e.code, (begins_with_path ? "window." : "window: ") + e.what, "window." + e.where, e.hint);
  }
  if (allow == nullptr) hours->allow = default_hours().allow;
  return *hours;
}

Result<Instant> read_instant(std::string_view field, const std::optional<std::string>& text) {
  if (!text) return Instant{};
  auto at = parse_utc(*text);
  if (!at) return wrong(field, at.error());
  return *at;
}

Result<std::vector<SenderId>> read_senders(store::Session& s, WorkspaceId workspace, const json::array* given) {
  std::vector<SenderId> out;
  if (given == nullptr) return out;
  if (given->size() > limits::kCampaignSenders) {
    return wrong("senders", fmt::format("may hold {} senders", limits::kCampaignSenders));
  }
  const auto known = store::workspaces::senders(s, workspace);
  for (size_t i = 0; i < given->size(); ++i) {
    const std::string field = fmt::format("senders[{}]", i);
    if (!(*given)[i].is_int64()) return wrong(field, "must be the id of a sender");
    const SenderId id{(*given)[i].get_int64()};
    const auto found = std::ranges::find(known, id, &Sender::id);
    if (found == known.end()) return wrong(field, fmt::format("is no sender of this workspace: {}", id.value));
    if (!found->active) return wrong(field, fmt::format("is not active: {}", id.value), "make the sender active first");
    if (std::ranges::find(out, id) == out.end()) out.push_back(id);
  }
  return out;
}

Result<> check_times(const Campaign& c, bool start, Instant now) {
  if (c.starts_at.ms != 0 && c.starts_at < now - kPastGraceMs) {
    return wrong("starts_at", "has passed: " + format_utc(c.starts_at), "leave it out and say \"start\": true");
  }
  if (start && c.starts_at > now) return wrong("start", "cannot be true together with a later starts_at");
  if (c.not_after.ms != 0 && c.not_after <= now) return wrong("not_after", "has passed: " + format_utc(c.not_after));
  if (c.not_after.ms != 0 && c.not_after <= c.starts_at) return wrong("not_after", "must be after starts_at");
  return {};
}

// The senders it may leave from.
Result<> check_media(store::Session& s, const Campaign& c, const media::Outgoing& with) {
  if (c.media.empty()) return {};
  if (!sends_texts(c.type)) return wrong("media", "go along with texts; a voice campaign has none");
  auto senders = store::workspaces::senders(s, c.workspace);
  if (!c.senders.empty()) {
    std::erase_if(senders, [&](const Sender& one) { return std::ranges::find(c.senders, one.id) == c.senders.end(); });
  }
  std::erase_if(senders, [](const Sender& one) { return !one.serves(Channel::text); });
  return media::may_go(TRY(media::find(s, c.workspace, c.media)), senders, with);
}

Result<> check_text(const Campaign& c) {
  if (!sends_texts(c.type)) {
    if (!c.body.empty()) return wrong("body", "is of texts; what a voice campaign says is spoken");
    return {};
  }
  if (c.body.size() > limits::kTemplateBytes) {
    return wrong("body", fmt::format("is longer than {} bytes", limits::kTemplateBytes));
  }
  if (c.media.empty() && c.body.find_first_not_of(" \t\r\n") == std::string::npos)
    return wrong("body", "holds no text");
  if (auto parsed = sms::Template::compile(c.body); !parsed) return wrong("body", parsed.error());
  return {};
}

// The plain fields, as far as they need nothing but themselves.
void read_numbers(JsonReader& in, Campaign& c) {
  c.rate_per_s = in.number("rate_per_s").value_or(c.rate_per_s);
  if (!(c.rate_per_s > 0) || c.rate_per_s > limits::kCampaignRateMost) {
    in.problem("rate_per_s", fmt::format("must be more than 0 and at most {}", limits::kCampaignRateMost));
  }
  c.weight = in.number("weight").value_or(c.weight);
  if (!(c.weight >= limits::kCampaignWeightLeast) || c.weight > limits::kCampaignWeightMost) {
    in.problem("weight", fmt::format("must be {} to {}", limits::kCampaignWeightLeast, limits::kCampaignWeightMost));
  }
  if (const auto score = in.integer("score_threshold")) {
    if (*score < 0 || *score > 1'000'000) in.problem("score_threshold", "must be from 0 to 1000000");
    c.score_threshold = static_cast<int>(*score);
  }
  const auto segments = in.integer("max_segments").value_or(c.max_segments);
  if (segments < 1 || segments > static_cast<int64_t>(limits::kSegmentsDefaultMax)) {
    in.problem("max_segments", fmt::format("must be from 1 to {}", limits::kSegmentsDefaultMax));
  }
  c.max_segments = static_cast<int>(segments);
}

// What is settled when it is made.
void read_delays(JsonReader& in, Campaign& c) {
  if (const auto expire = in.integer("expire_after_s")) {
    if (*expire != 0 && (*expire < 60 || *expire > 366 * kDayMs / kSecondMs))
      in.problem("expire_after_s", "must be 60 or more, or 0 for none");
    c.expire_after_ms = *expire * kSecondMs;
  }
  if (const auto undo = in.integer("undo_s")) {
    if (*undo < 0 || *undo > limits::kUndoMostMs / kSecondMs)
      in.problem("undo_s", fmt::format("must be 0 to {}", limits::kUndoMostMs / kSecondMs));
    c.undo_ms = *undo * kSecondMs;
  }
}

Result<std::string> read_test_recipient(const std::string& given, const Workspace& workspace) {
  if (given.empty()) return std::string();
  auto phone = sms::parse_phone(given, workspace.default_region);
  if (!phone) {
    return fail(phone.error().code, "test_recipient: " + phone.error().what, "test_recipient", phone.error().hint);
  }
  return phone->e164;
}

// A part that is not given stays.
Result<AllowedHours> read_window_change(const json::value& given, const AllowedHours& now) {
  auto hours = TRY(read_window(&given));
  const auto* object = given.if_object();
  if (object == nullptr || !object->contains("allow")) hours.allow = now.allow;
  if (object == nullptr || !object->contains("closed_dates")) hours.closed_dates = now.closed_dates;
  return hours;
}

}  // namespace

Result<CampaignRequest> read_campaign_request(store::Session& s, const Workspace& workspace, const json::value& body,
                                              const MakesCalls& makes, Instant now, const media::Outgoing& outgoing) {
  CampaignRequest out;
  Campaign& c = out.campaign;
  JsonReader in(body);
  c.workspace = workspace.id;
  c.undo_ms = workspace.undo_campaign_ms;
  const auto type = campaign_type_from(in.text("type").value_or("sms"));
  if (!type) return wrong("type", "must be sms, voice or hybrid");
  c.type = *type;
  c.name = in.required_text("name");
  if (c.name.size() > limits::kCampaignNameBytes) {
    in.problem("name", fmt::format("may have {} bytes", limits::kCampaignNameBytes));
  }
  const auto* media_ids = in.array("media");
  c.body = sends_texts(c.type) && media_ids == nullptr ? in.required_text("body") : in.text("body").value_or("");
  read_spoken(in, c);
  const auto purpose = in.text("purpose").value_or("marketing");
  if (!purpose_from(purpose)) in.problem("purpose", "must be marketing or informational");
  read_numbers(in, c);
  read_delays(in, c);
  const auto* senders = in.array("senders");
  const auto starts_at = in.text("starts_at");
  const auto not_after = in.text("not_after");
  const auto test_recipient = in.text("test_recipient").value_or("");
  out.start = in.boolean("start").value_or(false);
  if (in.object("audience") == nullptr) in.problem("audience", "is required");
  in.object("window");
  TRY(in.done());

  c.purpose = *purpose_from(purpose);
  c.media = TRY(media::read_ids(media_ids));
  TRY(check_text(c));
  TRY(check_spoken(c));
  c.audience = TRY(read_audience(s, workspace.id, *member(body, "audience")));
  c.hours = TRY(read_window(member(body, "window")));
  c.senders = TRY(read_senders(s, workspace.id, senders));
  TRY(check_media(s, c, outgoing));
  if (makes_calls(c.type)) TRY(check_callers(c, store::workspaces::senders(s, workspace.id), makes));
  c.starts_at = TRY(read_instant("starts_at", starts_at));
  c.not_after = TRY(read_instant("not_after", not_after));
  TRY(check_times(c, out.start, now));
  c.test_recipient = TRY(read_test_recipient(test_recipient, workspace));
  c.status = c.starts_at.ms != 0 && !out.start ? CampaignStatus::scheduled : CampaignStatus::draft;
  return out;
}

Result<std::optional<int>> read_campaign_changes(store::Session& s, const Workspace& workspace, const json::value& body,
                                                 Campaign& c, const MakesCalls& makes, Instant now,
                                                 const media::Outgoing& outgoing) {
  JsonReader in(body);
  const auto revision = in.integer("revision");
  if (const auto name = in.text("name")) {
    if (name->empty() || name->size() > limits::kCampaignNameBytes)
      in.problem("name", fmt::format("must have 1 to {} bytes", limits::kCampaignNameBytes));
    c.name = *name;
  }
  if (auto text = in.text("body")) c.body = std::move(*text);
  read_spoken(in, c);
  read_numbers(in, c);
  const auto* senders = in.array("senders");
  const auto* media_ids = in.array("media");
  const auto not_after = in.text("not_after");
  const auto test_recipient = in.text("test_recipient");
  in.object("window");
  TRY(in.done());

  if (media_ids != nullptr) c.media = TRY(media::read_ids(media_ids));
  TRY(check_text(c));
  TRY(check_spoken(c));
  const auto taken_away = [&](std::string_view name) { return in.has(name) && member(body, name)->is_null(); };
  if (taken_away("score_threshold")) c.score_threshold.reset();
  if (senders != nullptr) {
    c.senders = TRY(read_senders(s, workspace.id, senders));
    if (makes_calls(c.type)) TRY(check_callers(c, store::workspaces::senders(s, workspace.id), makes));
  }
  if (senders != nullptr || media_ids != nullptr) TRY(check_media(s, c, outgoing));
  if (const auto* window = member(body, "window")) c.hours = TRY(read_window_change(*window, c.hours));
  if (taken_away("not_after")) c.not_after = {};
  if (not_after) {
    c.not_after = TRY(read_instant("not_after", not_after));
    if (c.not_after <= now) return wrong("not_after", "has passed: " + format_utc(c.not_after));
    if (c.not_after <= c.starts_at) return wrong("not_after", "must be after starts_at");
  }
  if (taken_away("test_recipient")) c.test_recipient.clear();
  if (test_recipient) c.test_recipient = TRY(read_test_recipient(*test_recipient, workspace));
  return revision ? std::optional(static_cast<int>(*revision)) : std::nullopt;
}

}  // namespace tidings::flow
