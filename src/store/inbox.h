// Conversations (one a workspace and number) and the messages people sent us. Written by flow/inbox.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::inbox {

struct Conversation {
  ConversationId id;
  WorkspaceId workspace;
  ContactId contact;
  std::string phone;           // theirs
  std::string sender_address;  // ours, last used
  bool open = true;
  int64_t unread = 0;
  Instant last_at;
  std::string last_text;
  Instant created_at;
};

// Opens the conversation or brings it to the top. unread is added.
ConversationId touch(Session& s, const Conversation& conversation);
std::optional<Conversation> by_id(Session& s, ConversationId id);
std::optional<Conversation> by_phone(Session& s, WorkspaceId workspace, std::string_view phone);
// Newest first; the cursor is the last one's (last_at, id).
std::vector<Conversation> page(Session& s, WorkspaceId workspace, Instant before, ConversationId before_id,
                               int64_t most);
void mark_read(Session& s, ConversationId id);

struct Inbound {
  InboundId id;
  WorkspaceId workspace;
  ConversationId conversation;
  ContactId contact;
  CampaignId campaign;  // of the message answered, 0 = none
  MessageId message;    // the message answered, 0 = none
  std::string from, to, body;
  std::string media;  // JSON [{"url":…,"type":…}]
  std::string cls;    // stop, suspected_stop, start, help, none
  std::string because;
  std::string carrier, provider_id;
  Instant received_at;
};

bool seen(Session& s, std::string_view carrier, std::string_view provider_id);
bool refused_since(Session& s, std::string_view phone, Instant since);  // a STOP, or what may be one
bool started_since(Session& s, std::string_view phone, Instant since);  // a START that counted
std::optional<InboundId> insert(Session& s, const Inbound& inbound);    // nullopt: the carrier sent it before
std::optional<Inbound> inbound_by_id(Session& s, InboundId id);
// People whose opt-out answered a message of this campaign.
int64_t opt_outs_of_campaign(Session& s, CampaignId campaign);
std::vector<Inbound> of_conversation(Session& s, ConversationId id, InboundId after, int64_t most);

std::vector<Inbound> inbound_after(Session& s, InboundId after, int64_t most);

// What a list of threads is narrowed to; all that is given must hold.
struct ThreadFilter {
  WorkspaceId workspace;
  std::string phone;              // E.164; empty = any
  CampaignId campaign;            // somebody answered this campaign in it
  std::optional<bool> unread;     // has unread messages, or has none
  std::optional<bool> opted_out;  // a suppression of the number is in force
  Instant since, until;           // last_at: since <= it < until; 0 = any
  Instant before;                 // cursor: (last_at, id) of the last one seen; 0 = from the newest
  ConversationId before_id;
};
std::vector<Conversation> threads(Session& s, const ThreadFilter& filter, int64_t most);  // newest first
struct ThreadCounts {
  int64_t inbound = 0;
  int64_t outbound = 0;  // everything to the number, whatever became of it
};
ThreadCounts counts(Session& s, const Conversation& conversation);

}  // namespace tidings::store::inbox
