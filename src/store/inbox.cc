#include "store/inbox.h"

#include <limits>

#include "store/sql.h"

namespace tidings::store::inbox {
namespace {

std::vector<Conversation> read_conversations(std::unique_ptr<Cursor> c) {
  std::vector<Conversation> out;
  while (c->next()) {
    out.push_back({c->id<ConversationId>(0), c->id<WorkspaceId>(1), c->id<ContactId>(2), c->string(3), c->string(4),
                   c->boolean(5), c->integer(6), c->instant(7), c->string(8), c->instant(9)});
  }
  return out;
}

std::vector<Inbound> read_inbound(std::unique_ptr<Cursor> c) {
  std::vector<Inbound> out;
  while (c->next()) {
    out.push_back({c->id<InboundId>(0), c->id<WorkspaceId>(1), c->id<ConversationId>(2), c->id<ContactId>(3),
                   c->id<CampaignId>(4), c->id<MessageId>(5), c->string(6), c->string(7), c->string(8), c->string(9),
                   c->string(10), c->string(11), c->string(12), c->string(13), c->instant(14)});
  }
  return out;
}

template <class T>
std::optional<T> first(std::vector<T> found) {
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

ConversationId touch(Session& s, const Conversation& c) {
  return ConversationId{
      s.one(sql::inbox::touch, c.workspace, c.contact, c.phone, c.sender_address, c.unread, c.last_at, c.last_text)
          .value_or(0)};
}
std::optional<Conversation> by_id(Session& s, ConversationId id) {
  return first(read_conversations(s.query(sql::inbox::conversation_by_id, id)));
}
std::optional<Conversation> by_phone(Session& s, WorkspaceId workspace, std::string_view phone) {
  return first(read_conversations(s.query(sql::inbox::conversation_by_phone, workspace, phone)));
}
std::vector<Conversation> page(Session& s, WorkspaceId workspace, Instant before, ConversationId before_id,
                               int64_t most) {
  return read_conversations(s.query(sql::inbox::conversations, workspace, before, before_id, most));
}
void mark_read(Session& s, ConversationId id) { s.exec(sql::inbox::read, id); }

bool seen(Session& s, std::string_view carrier, std::string_view provider_id) {
  return s.one(sql::inbox::seen, carrier, provider_id).has_value();
}
bool refused_since(Session& s, std::string_view phone, Instant since) {
  return s.one(sql::inbox::refused_since, phone, since).has_value();
}
bool started_since(Session& s, std::string_view phone, Instant since) {
  return s.one(sql::inbox::started_since, phone, since).has_value();
}
std::optional<InboundId> insert(Session& s, const Inbound& x) {
  const auto id = s.one(sql::inbox::insert, x.workspace, x.conversation, x.contact, x.campaign, x.message, x.from, x.to,
                        x.body, x.media, x.cls, x.because, x.carrier, x.provider_id, x.received_at);
  return id ? std::optional(InboundId{*id}) : std::nullopt;
}
std::optional<Inbound> inbound_by_id(Session& s, InboundId id) {
  return first(read_inbound(s.query(sql::inbox::by_id, id)));
}
int64_t opt_outs_of_campaign(Session& s, CampaignId campaign) {
  return s.one(sql::inbox::opt_outs_of_campaign, campaign).value_or(0);
}

std::vector<Inbound> of_conversation(Session& s, ConversationId id, InboundId after, int64_t most) {
  return read_inbound(s.query(sql::inbox::of_conversation, id, after, most));
}

std::vector<Inbound> inbound_after(Session& s, InboundId after, int64_t most) {
  return read_inbound(s.query(sql::inbox::after, after, most));
}

std::vector<Conversation> threads(Session& s, const ThreadFilter& f, int64_t most) {
  const auto flag = [](const std::optional<bool>& wanted) { return wanted ? int64_t{*wanted} : int64_t{-1}; };
  const Instant before = f.before.ms == 0 ? Instant{std::numeric_limits<int64_t>::max()} : f.before;
  return read_conversations(s.query(sql::inbox::threads, f.workspace, before, f.before_id, f.phone, f.campaign,
                                    flag(f.unread), flag(f.opted_out), f.since, f.until, most));
}
ThreadCounts counts(Session& s, const Conversation& c) {
  return {s.one(sql::inbox::inbound_count, c.id).value_or(0),
          s.one(sql::inbox::outbound_count, c.phone, c.workspace).value_or(0)};
}

}  // namespace tidings::store::inbox
