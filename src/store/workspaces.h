// Workspaces, their senders, and single settings of the deployment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/workspace.h"
#include "store/database.h"

namespace tidings::store::workspaces {

WorkspaceId insert(Session& s, const Workspace& workspace);
void update(Session& s, const Workspace& workspace);
std::optional<Workspace> by_id(Session& s, WorkspaceId id);
std::vector<Workspace> all(Session& s);

// The policy, which carries its own number, and the revision that tells who and why.
void set_policy(Session& s, WorkspaceId id, const Policy& policy, Instant now, const std::string& actor,
                const std::string& reason);
struct PolicyRevision {
  Instant at;
  std::string actor, reason;
  Policy policy;
};
std::vector<PolicyRevision> revisions(Session& s, WorkspaceId id, int64_t most);  // newest first

SenderId put_sender(Session& s, const Sender& sender);  // new, or the one of that address brought up to date
std::vector<Sender> senders(Session& s, WorkspaceId workspace);
std::optional<Sender> sender_by_id(Session& s, SenderId id);
std::optional<Sender> sender_by_address(Session& s, std::string_view address);  // whom an inbound message was for

// In every backup, and so in a database that was put back from one, until the next start has seen it: "yes".
inline constexpr std::string_view kFromBackup = "from_backup";
// In a database that was moved to another one: where to. It is not served any more.
inline constexpr std::string_view kMovedTo = "moved_to";
std::optional<std::string> setting(Session& s, std::string_view key);
void put_setting(Session& s, std::string_view key, std::string_view value);

}  // namespace tidings::store::workspaces
