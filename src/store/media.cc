#include "store/media.h"

#include "base/limits.h"
#include "store/sql.h"

namespace tidings::store::media {
namespace {

constexpr int64_t kPartsMost = 1024;
static_assert(limits::kMediaBytes / limits::kMediaPartBytes < kPartsMost);

int64_t part_key(MediaId id, size_t part) { return id.value * kPartsMost + static_cast<int64_t>(part); }

std::vector<Medium> every(std::unique_ptr<Cursor> c) {
  std::vector<Medium> out;
  while (c->next()) {
    out.push_back({.id = c->id<MediaId>(0),
                   .workspace = c->id<WorkspaceId>(1),
                   .inbound = c->id<InboundId>(2),
                   .position = static_cast<int>(c->integer(3)),
                   .state = static_cast<MediumState>(c->integer(4)),
                   .carrier = c->string(5),
                   .url = c->string(6),
                   .said_type = c->string(7),
                   .type = c->string(8),
                   .bytes = c->integer(9),
                   .sha256 = c->string(10),
                   .name = c->string(11),
                   .token = c->string(12),
                   .tries = static_cast<int>(c->integer(13)),
                   .next_at = c->instant(14),
                   .problem = c->string(15),
                   .created_by = c->string(16),
                   .created_at = c->instant(17),
                   .stored_at = c->instant(18)});
  }
  return out;
}

std::optional<Medium> first(std::vector<Medium> found) {
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

MediaId came(Session& s, const Medium& m) {
  return MediaId{
      s.one(sql::media::came, m.workspace, m.inbound, m.position, m.carrier, m.url, m.said_type, m.created_at)
          .value_or(0)};
}
MediaId uploaded(Session& s, const Medium& m) {
  return MediaId{
      s.one(sql::media::uploaded, m.workspace, m.said_type, m.name, m.token, m.created_by, m.created_at).value_or(0)};
}
std::optional<Medium> by_id(Session& s, MediaId id) { return first(every(s.query(sql::media::by_id, id))); }
std::optional<Medium> by_token(Session& s, std::string_view token) {
  return first(every(s.query(sql::media::by_token, token)));
}
std::vector<Medium> of_inbound(Session& s, InboundId inbound) {
  return every(s.query(sql::media::of_inbound, inbound));
}
std::vector<Medium> ours(Session& s, WorkspaceId workspace, MediaId after, int64_t most) {
  return every(s.query(sql::media::ours, workspace, after, most));
}

std::vector<Medium> due(Session& s, Instant now, size_t most) { return every(s.query(sql::media::due, now, most)); }
void ask_anew(Session& s, Instant now) { s.exec(sql::media::ask_anew, now); }
bool try_it(Session& s, const Medium& m) { return s.exec(sql::media::try_it, m.id, m.tries, m.next_at) > 0; }
bool try_later(Session& s, const Medium& m) { return s.exec(sql::media::try_later, m.id, m.next_at, m.problem) > 0; }
bool fail(Session& s, MediaId id, std::string_view problem) {
  if (s.exec(sql::media::fail, id, problem) == 0) return false;
  s.exec(sql::media::remove_parts, id);
  return true;
}

bool put_part(Session& s, MediaId id, size_t part, std::string_view bytes) {
  return s.exec(sql::media::put_part, id, part_key(id, part), Blob{bytes}) > 0;
}
bool finish(Session& s, const Medium& m) {
  return s.exec(sql::media::finish, m.id, m.type, m.bytes, m.sha256, m.stored_at, m.said_type) > 0;
}
std::string read(Session& s, const Medium& m) {
  std::string out;
  out.reserve(static_cast<size_t>(m.bytes));
  for (size_t part = 0; out.size() < static_cast<size_t>(m.bytes); ++part) {
    auto rows = s.query(sql::media::part, part_key(m.id, part));
    if (!rows->next()) throw StoreFailure{{ErrorCode::corrupt, "a part of a medium is missing", "media_part", {}}};
    out += rows->blob(0);
    while (rows->next()) {
    }
  }
  return out;
}
void remove(Session& s, MediaId id) {
  s.exec(sql::media::remove_parts, id);
  s.exec(sql::media::remove, id);
}

void take_along(Session& s, MessageId message, const std::vector<MediaId>& media) {
  s.exec(sql::media::leave_behind, message);
  for (size_t i = 0; i < media.size(); ++i) s.exec(sql::media::take_along, message, i, media[i]);
  s.exec(sql::media::counted, message, media.size());
}
std::vector<MediaId> of_message(Session& s, MessageId message) {
  std::vector<MediaId> out;
  auto rows = s.query(sql::media::of_message, message);
  while (rows->next()) out.push_back(rows->id<MediaId>(0));
  return out;
}
void of_campaign(Session& s, CampaignId campaign, const std::vector<MediaId>& media) {
  for (const MediaId id : media) s.exec(sql::media::of_campaign, campaign, id);
}
std::optional<MessageId> message_with(Session& s, MediaId id) {
  const auto found = s.one(sql::media::message_with, id);
  return found ? std::optional(MessageId{*found}) : std::nullopt;
}
bool used(Session& s, MediaId id) {
  return message_with(s, id).has_value() || s.one(sql::media::campaign_with, id).has_value();
}

void erase_of_inbound(Session& s, InboundId inbound) {
  for (const auto& medium : of_inbound(s, inbound)) remove(s, medium.id);
}
void erase_of_message(Session& s, MessageId message) {
  const auto media = of_message(s, message);
  s.exec(sql::media::leave_behind, message);
  for (const MediaId id : media) {
    if (!used(s, id)) remove(s, id);
  }
}

}  // namespace tidings::store::media
