#include "store/ledger.h"

#include <fmt/format.h>

#include "base/check.h"
#include "store/sql.h"

namespace tidings::store {

Ledger::~Ledger() {
  // An exception on its way rolls the moves back too; otherwise the counts must have been written.
  check(deltas_.empty() || std::uncaught_exceptions() > 0, "Ledger::close() is called before the transaction ends");
}

std::optional<MessageId> Ledger::plan(const NewMessage& m) {
  const auto id = s_.one(sql::ledger::plan, m.workspace, m.campaign, m.contact, m.step, m.kind, m.purpose, m.phone,
                         m.body, m.segments, m.not_before, m.not_after, m.sender, m.created_by, now_, m.channel);
  if (!id) return std::nullopt;
  if (m.campaign)
    ++deltas_[{m.campaign.value, static_cast<int>(m.channel), static_cast<int>(MessageState::planned), 0}];
  return MessageId{*id};
}

int64_t Ledger::plan_all(const std::vector<NewMessage>& messages) {
  constexpr size_t kWidth = 15;
  if (messages.empty()) return 0;
  std::vector<Param> params;
  params.reserve(messages.size() * kWidth);
  for (const auto& m : messages) {
    check(m.campaign == messages.front().campaign && m.channel == messages.front().channel,
          "what is planned together is of one campaign and channel");
    for (const Param& p : {Param(m.workspace), Param(m.campaign), Param(m.contact), Param(m.step), Param(m.kind),
                           Param(m.purpose), Param(m.phone), Param(m.body), Param(m.segments), Param(m.not_before),
                           Param(m.not_after), Param(m.sender), Param(m.created_by), Param(now_), Param(m.channel)}) {
      params.push_back(p);
    }
  }
  const int64_t planned = s_.run_all(sql::ledger::plan_quietly, params, kWidth);
  const auto& first = messages.front();
  if (first.campaign) {
    deltas_[{first.campaign.value, static_cast<int>(first.channel), static_cast<int>(MessageState::planned), 0}] +=
        planned;
  }
  return planned;
}

namespace {

std::vector<LedgerRow> due_rows(std::unique_ptr<Cursor> due) {
  std::vector<LedgerRow> rows;
  while (due->next()) {
    rows.push_back(read_ledger_row(*due));
    rows.back().held_before = rows.back().reason;
  }
  return rows;
}

}  // namespace

std::vector<LedgerRow> Ledger::due(CampaignId campaign, MessageKind kind, size_t most, Channel channel) {
  return due_rows(s_.query(sql::ledger::due, campaign, kind, now_, most, channel));
}

std::vector<LedgerRow> Ledger::due_for_room(WorkspaceId workspace, CampaignId campaign, MessageKind kind, size_t most,
                                            Channel channel) {
  return due_rows(s_.query(sql::ledger::due_for_room, workspace, campaign, kind, now_, most, channel));
}

bool Ledger::claim(LedgerRow& row, int64_t lease, Instant lease_until) {
  if (s_.exec(sql::ledger::claim, row.id, lease, lease_until) != 1) return false;
  moved(row, MessageState::claimed, Reason::none);
  row.lease = lease;
  return true;
}

std::vector<LedgerRow> Ledger::claim(CampaignId campaign, MessageKind kind, size_t most, int64_t lease,
                                     Instant lease_until, Channel channel) {
  auto rows = due(campaign, kind, most, channel);
  std::erase_if(rows, [&](LedgerRow& row) { return !claim(row, lease, lease_until); });
  return rows;
}

bool Ledger::keep_lease(const LedgerRow& row, Instant lease_until) {
  return s_.exec(sql::ledger::keep_lease, row.id, row.lease, lease_until) == 1;
}

void Ledger::count(const LedgerRow& row, MessageState state, Reason reason) {
  if (!row.campaign) return;
  const int channel = static_cast<int>(row.channel);
  --deltas_[{row.campaign.value, channel, static_cast<int>(row.state), static_cast<int>(row.reason)}];
  ++deltas_[{row.campaign.value, channel, static_cast<int>(state), static_cast<int>(reason)}];
}

void Ledger::moved(LedgerRow& row, MessageState to, Reason reason) {
  check(may_move(row.state, to),
        fmt::format("a message does not go from {} to {}", to_string(row.state), to_string(to)));
  count(row, to, reason);
  row.state = to;
  row.reason = reason;
  if (to != MessageState::claimed && to != MessageState::handed) row.lease = 0;
}

bool Ledger::hold(LedgerRow& row, Reason reason, Instant until) {
  if (s_.exec(sql::ledger::release, row.id, row.state, row.lease, reason, until, row.error_code, row.error_text,
              row.attempts) != 1) {
    return false;
  }
  row.not_before = until;
  if (row.state == MessageState::planned) {
    count(row, MessageState::planned, reason);  // due, and never claimed
    row.reason = reason;
  } else {
    moved(row, MessageState::planned, reason);
  }
  return true;
}

bool Ledger::block(LedgerRow& row, Reason reason) { return finish(row, MessageState::blocked, reason); }

bool Ledger::finish(LedgerRow& row, MessageState to, Reason reason) {
  if (s_.exec(sql::ledger::finish, row.id, row.state, row.lease, to, reason, now_, row.error_code, row.error_text) != 1)
    return false;
  moved(row, to, reason);
  row.ended_at = now_;
  if (row.call_at.ms > 0) row.call_at = now_;
  return true;
}

bool Ledger::hand(LedgerRow& row, const Handover& h) {
  std::vector<Handing> one{{&row, h}};
  hand_all(one);
  return one.front().done;
}

void Ledger::hand_all(std::vector<Handing>& handings) {
  constexpr size_t kWidth = 14;
  std::vector<Param> params;
  params.reserve(handings.size() * kWidth);
  for (const auto& [row, h, done] : handings) {
    for (const Param& p :
         {Param(row->id), Param(row->state), Param(row->lease), Param(h.lease_until), Param(row->attempts + 1),
          Param(h.sender), Param(h.sent_to), Param(h.carrier), Param(h.body), Param(h.segments),
          Param(h.lease != 0 ? h.lease : row->lease), Param(now_), Param(h.revision), Param(h.call_at)}) {
      params.push_back(p);
    }
  }
  const auto changed = s_.run_many(sql::ledger::hand, params, kWidth);
  for (size_t i = 0; i < handings.size(); ++i) {
    if (changed[i] != 1) continue;
    handed(*handings[i].row, handings[i].handover);
    handings[i].done = true;
  }
}

void Ledger::handed(LedgerRow& row, const Handover& h) {
  if (row.state == MessageState::planned) moved(row, MessageState::claimed, Reason::none);
  if (h.lease != 0) row.lease = h.lease;
  row.attempts += 1;
  row.lookups = 0;  // those were about an earlier request
  row.sender = h.sender;
  row.sent_to = h.sent_to;
  row.carrier = h.carrier;
  row.body = h.body;
  row.segments = h.segments;
  row.handed_at = now_;
  row.revision = h.revision;
  row.call_at = h.call_at;
  moved(row, MessageState::handed, Reason::none);
}

void Ledger::accept_all(std::vector<Acceptance>& acceptances) {
  constexpr size_t kWidth = 6;
  std::vector<Param> params;
  params.reserve(acceptances.size() * kWidth);
  for (const auto& [row, provider_id, done] : acceptances) {
    for (const Param& p : {Param(row->id), Param(row->state), Param(row->lease), Param(MessageState::accepted),
                           Param(provider_id), Param(now_)}) {
      params.push_back(p);
    }
  }
  const auto changed = s_.run_many(sql::ledger::accept, params, kWidth);
  for (size_t i = 0; i < acceptances.size(); ++i) {
    if (changed[i] != 1) continue;
    auto& row = *acceptances[i].row;
    moved(row, MessageState::accepted, Reason::none);
    row.provider_id = acceptances[i].provider_id;
    row.accepted_at = now_;
    acceptances[i].done = true;
  }
}

bool Ledger::accept(LedgerRow& row, MessageState to, const std::string& provider_id) {
  if (s_.exec(sql::ledger::accept, row.id, row.state, row.lease, to, provider_id, now_) != 1) return false;
  moved(row, to, Reason::none);
  row.provider_id = provider_id;
  row.accepted_at = now_;
  return true;
}

bool Ledger::refuse(LedgerRow& row, Reason reason, const std::string& code, const std::string& text) {
  row.error_code = code;
  row.error_text = text;
  return finish(row, MessageState::refused, reason);
}

bool Ledger::send_again(LedgerRow& row, Reason reason, Instant at, const std::string& code, const std::string& text,
                        int attempts) {
  if (s_.exec(sql::ledger::release, row.id, row.state, row.lease, reason, at, code, text, attempts) != 1) return false;
  row.attempts = attempts;
  row.not_before = at;
  moved(row, MessageState::planned, reason);
  return true;
}

bool Ledger::mark_unknown(LedgerRow& row, Reason reason, Instant look_up_at, const std::string& code,
                          const std::string& text) {
  if (s_.exec(sql::ledger::unknown, row.id, row.state, row.lease, reason, look_up_at, code, text) != 1) return false;
  row.not_before = look_up_at;
  moved(row, MessageState::unknown, reason);
  return true;
}

bool Ledger::look_again(LedgerRow& row, Instant at) {
  if (s_.exec(sql::ledger::look_again, row.id, at, row.lookups + 1) != 1) return false;
  row.lookups += 1;
  row.not_before = at;
  return true;
}

bool Ledger::carrier_word(LedgerRow& row, MessageState to, const std::string& provider_id, const std::string& code,
                          const std::string& text) {
  if (!may_move(row.state, to)) return false;
  const bool failed = to == MessageState::failed || to == MessageState::undelivered;
  Word word{row.state, to};
  if (failed) word.reason = Reason::carrier_failed;
  if (to == MessageState::cancelled) word.reason = Reason::carrier_cancelled;
  const bool left = to == MessageState::sent || to == MessageState::delivered;
  word.sent_at = row.sent_at.ms == 0 && left ? now_ : row.sent_at;
  word.ended_at = is_final(to) ? now_ : Instant{};  // unresolved had ended
  word.code = code;
  word.text = text;
  if (!gathering_ && s_.exec(sql::ledger::carrier_word, row.id, word.was, to, word.reason, now_, word.sent_at,
                             word.ended_at, code, text) != 1) {
    return false;
  }
  moved(row, to, word.reason);
  row.sent_at = word.sent_at;
  row.ended_at = word.ended_at;
  if (row.call_at.ms > 0 && word.ended_at.ms > 0) row.call_at = word.ended_at;
  row.error_code = code;
  if (row.provider_id.empty() && !provider_id.empty()) {
    set_provider(row, provider_id);
    row.provider_id = provider_id;
  }
  if (gathering_) {
    const auto [at, first] = words_.try_emplace(row.id, word);
    if (!first) {
      word.was = at->second.was;
      at->second = std::move(word);
    }
  }
  return true;
}

void Ledger::write_words() {
  if (words_.empty()) return;
  constexpr size_t kWidth = 9;
  std::vector<Param> params;
  params.reserve(words_.size() * kWidth);
  for (const auto& [id, w] : words_) {
    for (const Param& p : {Param(id), Param(w.was), Param(w.to), Param(w.reason), Param(now_), Param(w.sent_at),
                           Param(w.ended_at), Param(w.code), Param(w.text)}) {
      params.push_back(p);
    }
  }
  for (const int64_t changed : s_.run_many(sql::ledger::carrier_word, params, kWidth)) {
    if (changed != 1)
      throw StoreFailure{{ErrorCode::conflict, "a message changed while receipts were applied", {}, {}}};
  }
  words_.clear();
}

void Ledger::set_provider(const LedgerRow& row, const std::string& provider_id) {
  s_.exec(sql::ledger::set_provider, row.id, provider_id, now_);
}

void Ledger::set_segments(LedgerRow& row, int segments) {
  s_.exec(sql::ledger::set_segments, row.id, segments);
  row.segments = segments;
}

void Ledger::set_call_at(LedgerRow& row, Instant at) {
  s_.exec(sql::ledger::set_call_at, row.id, at);
  row.call_at = at;
}

void Ledger::record_decision(MessageId id, const DecisionRecord& d) {
  s_.exec(sql::ledger::decide, id, d.at, d.verdict, d.reason, d.until, d.trace);
}

void Ledger::record_decisions(const std::vector<std::pair<MessageId, DecisionRecord>>& decisions) {
  constexpr size_t kWidth = 6;
  std::vector<Param> params;
  params.reserve(decisions.size() * kWidth);
  for (const auto& [id, d] : decisions) {
    for (const Param& p : {Param(id), Param(d.at), Param(d.verdict), Param(d.reason), Param(d.until), Param(d.trace)}) {
      params.push_back(p);
    }
  }
  s_.run_many(sql::ledger::decide, params, kWidth);
}

void Ledger::record_attempt(MessageId id, const AttemptRecord& a) {
  s_.exec(sql::ledger::attempt, id, a.number, a.sender, a.sent_to, a.handed_at, a.ended_at, a.outcome, a.provider_id,
          a.error_class, a.error_code, a.error_text);
}

void Ledger::close() {
  write_words();
  constexpr size_t kWidth = 5;
  std::vector<Param> params;
  for (const auto& [key, n] : deltas_) {
    const auto& [campaign, channel, state, reason] = key;
    if (n != 0) params.insert(params.end(), {Param(campaign), Param(channel), Param(state), Param(reason), Param(n)});
  }
  if (!params.empty()) s_.run_many(sql::ledger::count_add, params, kWidth);
  deltas_.clear();
}

LedgerRow read_ledger_row(Cursor& c) {
  LedgerRow r;
  int i = 0;
  r.id = c.id<MessageId>(i++);
  r.workspace = c.id<WorkspaceId>(i++);
  r.campaign = c.id<CampaignId>(i++);
  r.contact = c.id<ContactId>(i++);
  r.step = static_cast<int>(c.integer(i++));
  r.kind = static_cast<MessageKind>(c.integer(i++));
  r.purpose = static_cast<Purpose>(c.integer(i++));
  r.phone = c.string(i++);
  r.body = c.string(i++);
  r.segments = static_cast<int>(c.integer(i++));
  r.state = static_cast<MessageState>(c.integer(i++));
  r.reason = static_cast<Reason>(c.integer(i++));
  r.not_before = c.instant(i++);
  r.not_after = c.instant(i++);
  r.lease = c.integer(i++);
  r.attempts = static_cast<int>(c.integer(i++));
  r.lookups = static_cast<int>(c.integer(i++));
  r.sender = c.id<SenderId>(i++);
  r.sent_to = c.string(i++);
  r.carrier = c.string(i++);
  r.provider_id = c.string(i++);
  r.error_code = c.string(i++);
  r.error_text = c.string(i++);
  r.created_by = c.string(i++);
  r.created_at = c.instant(i++);
  r.handed_at = c.instant(i++);
  r.accepted_at = c.instant(i++);
  r.sent_at = c.instant(i++);
  r.ended_at = c.instant(i++);
  r.revision = static_cast<int>(c.integer(i++));
  r.media = static_cast<int>(c.integer(i++));
  r.channel = static_cast<Channel>(c.integer(i++));
  r.call_at = c.instant(i++);
  return r;
}

}  // namespace tidings::store
