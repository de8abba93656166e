// Media and their bytes. What came with a message is written by flow/inbox and fetched by flow/media; what we send is
// uploaded through http/. Bytes are kept in parts, so that no write is long; a medium is whole when its state is
// stored. Each has its own bytes: what is erased for one person is nobody else's. Inside the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/medium.h"
#include "store/database.h"

namespace tidings::store::media {

MediaId came(Session& s, const Medium& medium);      // with a message: workspace, inbound, position, carrier, url, …
MediaId uploaded(Session& s, const Medium& medium);  // workspace, said_type, name, token, created_by
std::optional<Medium> by_id(Session& s, MediaId id);
std::optional<Medium> by_token(Session& s, std::string_view token);
std::vector<Medium> of_inbound(Session& s, InboundId inbound);
std::vector<Medium> ours(Session& s, WorkspaceId workspace, MediaId after, int64_t most);

// Fetching.
std::vector<Medium> due(Session& s, Instant now, size_t most);
void ask_anew(Session& s, Instant now);
bool try_it(Session& s, const Medium& medium);     // tries, next_at
bool try_later(Session& s, const Medium& medium);  // next_at, problem
bool fail(Session& s, MediaId id, std::string_view problem);

// The nth part of its bytes; all but the last are kMediaPartBytes long. False: nobody waits for it any more.
bool put_part(Session& s, MediaId id, size_t part, std::string_view bytes);
// type, bytes, sha256, stored_at; said_type where nobody has said one.
bool finish(Session& s, const Medium& medium);
std::string read(Session& s, const Medium& medium);
void remove(Session& s, MediaId id);

// Of a message on its way out, in their order; these and no others.
void take_along(Session& s, MessageId message, const std::vector<MediaId>& media);
std::vector<MediaId> of_message(Session& s, MessageId message);
// A campaign has it, in this revision or an earlier one.
void of_campaign(Session& s, CampaignId campaign, const std::vector<MediaId>& media);
std::optional<MessageId> message_with(Session& s, MediaId id);  // any that takes it along
bool used(Session& s, MediaId id);                              // by a message or a campaign

// For an erasure: what one message brought, or took along and nobody else did.
void erase_of_inbound(Session& s, InboundId inbound);
void erase_of_message(Session& s, MessageId message);

}  // namespace tidings::store::media
