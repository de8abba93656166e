#include "store/workspaces.h"

#include "store/sql.h"

namespace tidings::store::workspaces {
namespace {

// What was written by this program reads; a row changed behind its back must not send by no policy at all.
Policy policy_of(const std::string& text) {
  const auto value = parse_json(text);
  auto policy = value ? read_policy(*value) : Result<Policy>(std::unexpected(value.error()));
  if (!policy)
    throw StoreFailure{
        fail(ErrorCode::corrupt, "the policy of a workspace does not read", policy.error().where).error()};
  return std::move(*policy);
}

std::string policy_text(const Policy& policy) { return policy == Policy{} ? "" : json::serialize(policy_json(policy)); }

Workspace read_workspace(Cursor& c) {
  Workspace w;
  int i = 0;
  w.id = c.id<WorkspaceId>(i++);
  w.name = c.string(i++);
  w.active = c.boolean(i++);
  w.default_region = c.string(i++);
  w.score_threshold = static_cast<int>(c.integer(i++));
  w.frequency_cap = static_cast<int>(c.integer(i++));
  w.frequency_window_ms = c.integer(i++);
  w.rate_per_s = c.real(i++);
  w.review_limit_ms = c.integer(i++);
  w.undo_campaign_ms = c.integer(i++);
  w.undo_single_ms = c.integer(i++);
  w.stop_text = c.string(i++);
  w.start_text = c.string(i++);
  w.help_text = c.string(i++);
  if (const auto policy = c.string(i++); !policy.empty()) w.policy = policy_of(policy);
  w.test_recipient = c.string(i++);
  return w;
}

Sender read_sender(Cursor& c) {
  Sender out;
  out.id = c.id<SenderId>(0);
  out.workspace = c.id<WorkspaceId>(1);
  out.address = c.string(2);
  out.kind = static_cast<SenderKind>(c.integer(3));
  out.carrier = c.string(4);
  out.segments_per_s = c.real(5);
  out.daily_cap = static_cast<int>(c.integer(6));
  out.active = c.boolean(7);
  out.standby = c.boolean(8);
  out.brand = c.string(9);
  out.texts = c.boolean(10);
  out.calls = c.boolean(11);
  return out;
}

std::optional<Sender> first_sender(std::unique_ptr<Cursor> rows) {
  std::optional<Sender> out;
  if (rows->next()) out = read_sender(*rows);
  return out;
}

}  // namespace

WorkspaceId insert(Session& s, const Workspace& w) {
  return WorkspaceId{s.one(sql::workspaces::insert, w.name, w.active, w.default_region, w.score_threshold,
                           w.frequency_cap, w.frequency_window_ms, w.rate_per_s, w.review_limit_ms, w.undo_campaign_ms,
                           w.undo_single_ms, w.stop_text, w.start_text, w.help_text, w.test_recipient,
                           policy_text(w.policy))
                         .value_or(0)};
}

void update(Session& s, const Workspace& w) {
  s.exec(sql::workspaces::update, w.id, w.name, w.active, w.default_region, w.score_threshold, w.frequency_cap,
         w.frequency_window_ms, w.rate_per_s, w.review_limit_ms, w.undo_campaign_ms, w.undo_single_ms, w.stop_text,
         w.start_text, w.help_text, w.test_recipient);
}

std::optional<Workspace> by_id(Session& s, WorkspaceId id) {
  auto rows = s.query(sql::workspaces::by_id, id);
  std::optional<Workspace> out;
  if (rows->next()) out = read_workspace(*rows);
  return out;
}

std::vector<Workspace> all(Session& s) {
  std::vector<Workspace> out;
  auto rows = s.query(sql::workspaces::all);
  while (rows->next()) out.push_back(read_workspace(*rows));
  return out;
}

void set_policy(Session& s, WorkspaceId id, const Policy& policy, Instant now, const std::string& actor,
                const std::string& reason) {
  const auto text = json::serialize(policy_json(policy));
  s.exec(sql::workspaces::set_policy, id, text);
  s.exec(sql::workspaces::add_revision, id, policy.revision, now, actor, reason, text);
}

std::vector<PolicyRevision> revisions(Session& s, WorkspaceId id, int64_t most) {
  std::vector<PolicyRevision> out;
  auto rows = s.query(sql::workspaces::revisions, id, most);
  while (rows->next()) {
    out.push_back({rows->instant(1), rows->string(2), rows->string(3), policy_of(rows->string(4))});
  }
  return out;
}

SenderId put_sender(Session& s, const Sender& x) {
  return SenderId{s.one(sql::workspaces::put_sender, x.workspace, x.address, x.kind, x.carrier, x.segments_per_s,
                        x.daily_cap, x.active, x.standby, x.brand, x.texts, x.calls)
                      .value_or(0)};
}

std::vector<Sender> senders(Session& s, WorkspaceId workspace) {
  std::vector<Sender> out;
  auto rows = s.query(sql::workspaces::senders, workspace);
  while (rows->next()) out.push_back(read_sender(*rows));
  return out;
}

std::optional<Sender> sender_by_id(Session& s, SenderId id) {
  return first_sender(s.query(sql::workspaces::sender_by_id, id));
}

std::optional<Sender> sender_by_address(Session& s, std::string_view address) {
  return first_sender(s.query(sql::workspaces::sender_by_address, address));
}

std::optional<std::string> setting(Session& s, std::string_view key) {
  auto rows = s.query(sql::workspaces::get_setting, key);
  std::optional<std::string> out;
  if (rows->next()) out = rows->string(0);
  return out;
}

void put_setting(Session& s, std::string_view key, std::string_view value) {
  s.exec(sql::workspaces::put_setting, key, value);
}

}  // namespace tidings::store::workspaces
