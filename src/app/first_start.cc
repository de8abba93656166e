#include "app/first_start.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "access/keys.h"
#include "base/new_file.h"
#include "store/campaigns.h"
#include "store/halts.h"
#include "store/incidents.h"
#include "store/ledger.h"
#include "store/senders.h"
#include "store/workspaces.h"

namespace tidings::app {
namespace {

constexpr std::string_view kRestored = "restored";

Result<> write_owner_only(const std::string& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(ErrorCode::storage_full, "the key file cannot be written: " + std::generic_category().message(errno),
                path);
  const auto written = ::write(fd, text.data(), text.size());
  const bool ok = written == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!ok)
    return fail(ErrorCode::storage_full, "the key file cannot be written in full", path,
                "free space on that disk and start again");
  return sync_folder_of(path);
}

// The workspace of the configuration; its texts and limits follow the file, what people set by API stays theirs.
Result<WorkspaceId> first_workspace(store::Database& database, const Workspace& wanted) {
  return store::write_value<WorkspaceId>(database, [&](store::Session& s) -> Result<WorkspaceId> {
    const auto all = store::workspaces::all(s);
    if (!all.empty()) return all.front().id;
    return store::workspaces::insert(s, wanted);
  });
}

// A backup put back knows nothing of what was sent after it was taken: going on by itself would send that twice.
Result<> hold_after_backup(store::Database& database, Instant now, FirstStart& out) {
  return database.write([&](store::Session& s) -> Result<> {
    if (store::workspaces::setting(s, store::workspaces::kFromBackup) != "yes") return {};
    out.from_backup = true;
    for (const auto status : {CampaignStatus::active, CampaignStatus::scheduled, CampaignStatus::queued}) {
      for (const auto& campaign : store::campaigns::in_status(s, status)) {
        store::campaigns::set_status(s, campaign.id, status, CampaignStatus::paused, campaign.started_at, {});
        store::campaigns::record(s, campaign.id, {now, "tidings", "paused", "the database was put back from a backup"});
        ++out.paused;
      }
    }
    // Replies and single sends neither, until a person has compared with the carriers.
    store::incidents::open(s, kRestored, store::incidents::Severity::critical,
                           fmt::format("The database was put back from a backup: what was sent after it was taken is "
                                       "not in it. {} campaigns are paused, and nothing leaves. Compare with the "
                                       "carriers (tidings reconcile), then resolve this incident and resume.",
                                       out.paused),
                           now);
    store::halts::put(s, {.key = std::string(kRestored),
                          .carrier = {},
                          .address = {},
                          .since = now,
                          .trials = 0,
                          .next_trial_at = {},
                          .problem = "put back from a backup"});
    store::workspaces::put_setting(s, store::workspaces::kFromBackup, "seen");
    return {};
  });
}

// Going on with what was moved away would send everything twice.
Result<> refuse_moved(store::Database& database) {
  return database.read([&](store::Session& s) -> Result<> {
    const auto to = store::workspaces::setting(s, store::workspaces::kMovedTo);
    if (!to) return {};
    return fail(ErrorCode::conflict, "this database was moved to " + *to, "store.database",
                "name that one in the configuration; `tidings migrate --from … --to …` moves back into an empty one");
  });
}

}  // namespace

std::string key_file(const std::string& data_dir) { return data_dir + "/admin.key"; }

Result<FirstStart> prepare_deployment(store::Database& database, const Config& config, Clock& clock) {
  FirstStart out;
  TRY(refuse_moved(database));
  out.workspace = TRY(first_workspace(database, config.workspace));
  TRY(database.write([&](store::Session& s) -> Result<> {
    for (const auto& brand : config.brands) store::senders::put_brand(s, brand);
    if (!config.brands.empty()) store::ledger::wake_for_brand(s, clock.now());
    for (auto sender : config.senders) {
      sender.workspace = out.workspace;
      store::workspaces::put_sender(s, sender);
    }
    if (!config.senders.empty()) store::ledger::wake_for_room(s, out.workspace, clock.now());
    return {};
  }));
  TRY(hold_after_backup(database, clock.now(), out));
  const auto keep = [&](const std::string& key) { return write_owner_only(key_file(config.data_dir), key + "\n"); };
  out.new_key = TRY(access::ensure_first_key(database, clock.now(), keep)).value_or("");
  return out;
}

}  // namespace tidings::app
