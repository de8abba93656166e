// Media on their way out. Looked at before a message is made: whether they are there, and whether a carrier takes them.
// On the journey: asked by http/ for sends, campaigns and replies, and by flow/dispatch when a sender is chosen. Inside
// the caller's transaction.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "carrier/contract.h"
#include "domain/medium.h"
#include "domain/workspace.h"
#include "store/database.h"

namespace tidings::media {

// Who may carry them, and where they would fetch them.
struct Outgoing {
  std::function<const carrier::Carrier*(std::string_view name)> find_carrier = [](std::string_view) { return nullptr; };
  std::string public_url;  // the deployment's, without a slash at the end
};

// A list of ids in a request; none for none. Error: invalid_argument, where: media, media[i].
Result<std::vector<MediaId>> read_ids(const json::array* given);

// Pieces of ours, in the order asked. Error: invalid_argument, where: media[i] (not there, not whole, of another
// workspace, named twice), media (too many).
Result<std::vector<Medium>> find(store::Session& s, WorkspaceId workspace, std::span<const MediaId> ids);

// Empty: this carrier takes them, and can fetch them from us. Else why not, in words that follow its name.
std::string why_not(const carrier::Carrier& carrier, std::span<const Medium> media, std::string_view public_url);

// One of these senders' carriers at least takes them. Error: invalid_argument, where media: each carrier's own reason.
Result<> may_go(std::span<const Medium> media, std::span<const Sender> senders, const Outgoing& with);

// As a message is to leave. One that is not there any more is a hole, which no carrier takes.
std::vector<Medium> along(store::Session& s, std::span<const MediaId> ids);
// With none: always.
bool takes(const Sender& sender, std::span<const Medium> media, const Outgoing& with);

// Where a carrier fetches it. With the ending of its type: some carriers go by that.
std::string public_url_of(const Medium& medium, std::string_view public_url);
// The token of the last part of such an address.
std::string_view token_in(std::string_view part);

}  // namespace tidings::media
