// The reading half of store/ledger.h.
#include <algorithm>

#include "store/ledger.h"
#include "store/sql.h"

namespace tidings::store::ledger {
namespace {

std::optional<LedgerRow> first(std::unique_ptr<Cursor> rows) {
  std::optional<LedgerRow> row;
  if (rows->next()) row = read_ledger_row(*rows);
  return row;
}

std::vector<LedgerRow> all(std::unique_ptr<Cursor> rows) {
  std::vector<LedgerRow> out;
  while (rows->next()) out.push_back(read_ledger_row(*rows));
  return out;
}

std::vector<StateCount> state_counts(std::unique_ptr<Cursor> rows) {
  std::vector<StateCount> out;
  while (rows->next()) {
    out.push_back({static_cast<MessageState>(rows->integer(0)), static_cast<Reason>(rows->integer(1)), rows->integer(2),
                   static_cast<Channel>(rows->integer(3))});
  }
  return out;
}

}  // namespace

std::optional<LedgerRow> by_id(Session& s, MessageId id) { return first(s.query(sql::ledger::by_id, id)); }
std::vector<LedgerRow> by_ids(Session& s, const std::vector<MessageId>& ids) {
  std::vector<LedgerRow> out;
  out.reserve(ids.size());
  s.open_many(sql::ledger::by_id, {ids.begin(), ids.end()}, 1, [&](size_t, Cursor& row) {
    if (row.next()) out.push_back(read_ledger_row(row));
  });
  return out;
}
std::optional<LedgerRow> by_provider(Session& s, const std::string& provider_id) {
  return first(s.query(sql::ledger::by_provider, provider_id));
}
std::optional<LedgerRow> newest_to_phone(Session& s, std::string_view phone) {
  return first(s.query(sql::ledger::newest_to_phone, phone));
}
std::optional<LedgerRow> newest_to_phone(Session& s, std::string_view phone, WorkspaceId workspace) {
  return first(s.query(sql::ledger::newest_to_phone_in, phone, workspace));
}
std::optional<LedgerRow> newest_to_phone(Session& s, std::string_view phone, WorkspaceId workspace, Instant by) {
  return first(s.query(sql::ledger::newest_to_phone_by, phone, workspace, by));
}
Confirmations confirmations_since(Session& s, std::string_view phone, Instant since) {
  auto rows = s.query(sql::ledger::confirmations_since, phone, since);
  Confirmations out;
  if (rows->next()) out = {rows->integer(0), rows->instant(1)};
  return out;
}
std::vector<LedgerRow> open_to_phone(Session& s, std::string_view phone) {
  return all(s.query(sql::ledger::open_to_phone, phone));
}
int64_t wake(Session& s, std::string_view phone, Reason reason, Instant now) {
  return s.exec(sql::ledger::wake, phone, reason, now);
}
int64_t wake_direct(Session& s, Instant now) { return s.exec(sql::ledger::wake_direct, now); }
int64_t wake_campaign(Session& s, CampaignId campaign, Instant now, size_t most) {
  return s.exec(sql::ledger::wake_campaign, campaign, now, most);
}
int64_t waiting_for_room(Session& s, WorkspaceId workspace, Instant now) {
  return s.one(sql::ledger::waiting_for_room, workspace, now).value_or(0);
}
int64_t wake_of_the_future(Session& s, Instant now) { return s.exec(sql::ledger::wake_of_the_future, now); }
int64_t wake_for_brand(Session& s, Instant now) { return s.exec(sql::ledger::wake_for_brand, now); }
int64_t wake_stopped(Session& s, Instant now) { return s.exec(sql::ledger::wake_stopped, now); }
int64_t wake_for_room(Session& s, WorkspaceId workspace, Instant now) {
  return s.exec(sql::ledger::wake_for_room, workspace, now);
}
std::vector<LedgerRow> open_of_campaign(Session& s, CampaignId campaign, size_t most) {
  return all(s.query(sql::ledger::open_of_campaign, campaign, most));
}
std::vector<LedgerRow> expiring(Session& s, Instant now, size_t most) {
  return all(s.query(sql::ledger::expiring, now, most));
}
std::vector<LedgerRow> lapsed(Session& s, Instant now, size_t most, Channel channel) {
  return all(s.query(sql::ledger::lapsed, now, most, channel));
}
std::vector<LedgerRow> lapsed_of_others(Session& s, int64_t lease, size_t most, Channel channel) {
  return all(s.query(sql::ledger::lapsed_of_others, lease, most, channel));
}
std::vector<LedgerRow> unknown_due(Session& s, Instant now, size_t most) {
  return all(s.query(sql::ledger::unknown_due, now, most));
}
bool has_rival(Session& s, const LedgerRow& row) {
  return s.one(sql::ledger::rival_leased, row.sent_to, row.body, row.id, row.channel).has_value() ||
         s.one(sql::ledger::rival_unknown, row.sent_to, row.body, row.id, row.channel).has_value() ||
         s.one(sql::ledger::rival_unresolved, row.sent_to, row.body, row.id, row.channel).has_value();
}
std::vector<LedgerRow> of_campaign(Session& s, CampaignId campaign, MessageId after, int64_t most) {
  return all(s.query(sql::ledger::of_campaign, campaign, after, most));
}
std::vector<LedgerRow> of_phone(Session& s, WorkspaceId workspace, std::string_view phone, MessageId after,
                                int64_t most) {
  return all(s.query(sql::ledger::of_phone, phone, workspace, after, most));
}

std::vector<LedgerRow> of_contact(Session& s, ContactId contact, MessageId after, int64_t most) {
  return all(s.query(sql::ledger::of_contact, contact, after, most));
}
std::vector<LedgerRow> without_contact(Session& s, std::string_view phone, MessageId after, int64_t most) {
  return all(s.query(sql::ledger::without_contact, phone, after, most));
}

std::vector<DecisionRecord> decisions(Session& s, MessageId id) {
  std::vector<DecisionRecord> out;
  auto rows = s.query(sql::ledger::decisions, id);
  while (rows->next()) {
    out.push_back({rows->instant(0), static_cast<int>(rows->integer(1)), static_cast<Reason>(rows->integer(2)),
                   rows->instant(3), rows->string(4)});
  }
  return out;
}

std::vector<AttemptRecord> attempts(Session& s, MessageId id) {
  std::vector<AttemptRecord> out;
  auto rows = s.query(sql::ledger::attempts, id);
  while (rows->next()) {
    out.push_back({static_cast<int>(rows->integer(0)), rows->string(1), rows->string(2), rows->instant(3),
                   rows->instant(4), rows->string(5), rows->string(6), rows->string(7), rows->string(8),
                   rows->string(9)});
  }
  // Of the one that was accepted, nothing is stored but the message's own row.
  auto accepted = s.query(sql::ledger::accepted_attempt, id);
  if (accepted->next()) {
    const auto number = static_cast<int>(accepted->integer(0));
    if (std::ranges::none_of(out, [&](const auto& kept) { return kept.number == number && !kept.busy(); })) {
      out.push_back({.number = number,
                     .sender = accepted->string(1),
                     .sent_to = accepted->string(2),
                     .handed_at = accepted->instant(3),
                     .ended_at = accepted->instant(4),
                     .outcome = "accepted",
                     .provider_id = accepted->string(5),
                     .error_class = "none",
                     .error_code = {},
                     .error_text = {}});
    }
  }
  return out;
}

std::vector<Instant> sent_since(Session& s, std::string_view phone, Instant since) {
  std::vector<Instant> out;
  auto rows = s.query(sql::ledger::sent_since, phone, since);
  while (rows->next()) out.push_back(rows->instant(0));
  std::ranges::sort(out);
  return out;
}

void use_sender(Session& s, SenderId sender, Instant now, int64_t n) {
  s.exec(sql::ledger::use_sender, sender, now.ms / kMinuteMs, n);
}

void unuse_sender(Session& s, SenderId sender, Instant handed_at) {
  s.exec(sql::ledger::unuse_sender, sender, handed_at.ms / kMinuteMs);
}

std::vector<std::pair<int64_t, int64_t>> sender_uses(Session& s, SenderId sender, int64_t from_minute) {
  std::vector<std::pair<int64_t, int64_t>> out;
  auto rows = s.query(sql::ledger::sender_uses, sender, from_minute);
  while (rows->next()) out.emplace_back(rows->integer(0), rows->integer(1));
  return out;
}

std::vector<StateCount> counts(Session& s, CampaignId campaign) {
  return state_counts(s.query(sql::ledger::counts, campaign));
}
std::vector<StateCount> recount(Session& s, CampaignId campaign) {
  return state_counts(s.query(sql::ledger::recount, campaign));
}

std::vector<LedgerRow> calls_to_look_at(Session& s, CampaignId campaign, Instant now, int64_t most) {
  return all(s.query(sql::ledger::calls_to_look_at, campaign, now, most));
}
bool any_call_to_come(Session& s, CampaignId campaign) {
  return s.one(sql::ledger::any_call_to_come, campaign).value_or(0) != 0;
}
std::optional<LedgerRow> at_step(Session& s, CampaignId campaign, ContactId contact, int step) {
  return first(s.query(sql::ledger::at_step, campaign, contact, step));
}

std::optional<Instant> next_due(Session& s, CampaignId campaign, MessageKind kind) {
  auto rows = s.query(sql::ledger::next_due, campaign, kind);
  if (!rows->next() || rows->null(0)) return std::nullopt;
  return rows->instant(0);
}

int64_t queue_depth(Session& s, CampaignId campaign, MessageKind kind, Instant now) {
  return s.one(sql::ledger::queue_depth, campaign, kind, now).value_or(0);
}
int64_t direct_due(Session& s, WorkspaceId workspace, Instant now) {
  return s.one(sql::ledger::direct_due, workspace, now).value_or(0);
}
std::vector<DirectWaiting> direct_waiting(Session& s, Instant now) {
  std::vector<DirectWaiting> out;
  const auto rows = s.query(sql::ledger::direct_waiting, now);
  while (rows->next()) out.push_back({static_cast<Reason>(rows->integer(0)), rows->integer(1), rows->instant(2)});
  return out;
}

}  // namespace tidings::store::ledger
