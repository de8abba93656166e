#include "store/recalls.h"

#include "base/limits.h"
#include "store/sql.h"

namespace tidings::store::recalls {
namespace {

std::vector<RecallRow> every(std::unique_ptr<Cursor> rows) {
  std::vector<RecallRow> out;
  while (rows->next()) {
    out.push_back({.campaign = rows->id<CampaignId>(0),
                   .cursor = rows->integer(1),
                   .pass_at = rows->instant(2),
                   .last_pass = rows->boolean(3),
                   .begun_at = rows->instant(4),
                   .ended_at = rows->instant(5)});
  }
  return out;
}

}  // namespace

void begin(Session& s, CampaignId campaign, Instant now) { s.exec(sql::recalls::begin, campaign, now); }

std::optional<RecallRow> of(Session& s, CampaignId campaign) {
  const auto all = every(s.query(sql::recalls::of, campaign));
  return all.empty() ? std::nullopt : std::optional(all.front());
}

std::vector<RecallRow> open(Session& s, int64_t most) { return every(s.query(sql::recalls::open, most)); }

void save(Session& s, const RecallRow& r) {
  s.exec(sql::recalls::save, r.campaign, r.cursor, r.pass_at, r.last_pass, r.ended_at);
}

int64_t page_end(Session& s, const RecallRow& row, int64_t most) {
  return s.one(sql::recalls::page_end, row.campaign, row.cursor, most).value_or(0);
}

std::vector<LedgerRow> at_carrier(Session& s, const RecallRow& row, int64_t end, size_t most) {
  std::vector<LedgerRow> out;
  auto rows = s.query(sql::recalls::at_carrier, row.campaign, row.cursor, end, most);
  while (rows->next()) out.push_back(read_ledger_row(*rows));
  return out;
}

void asked(Session& s, CampaignId campaign, MessageId message, bool cancelled) {
  s.exec(sql::recalls::asked, campaign, message, cancelled);
}

RecallCounts counts(Session& s, CampaignId campaign) {
  auto rows = s.query(sql::recalls::counts, campaign);
  RecallCounts out;
  if (rows->next()) out = {.cancelled = rows->integer(1), .escaped = rows->integer(0) - rows->integer(1)};
  return out;
}

int64_t begin_number(Session& s, std::string_view phone, WorkspaceId workspace, Instant now) {
  return s.exec(sql::recalls::begin_number, phone, workspace, now, now - limits::kRecallNumberMs);
}

std::vector<NumberRecallRow> numbers_due(Session& s, Instant now, size_t most) {
  std::vector<NumberRecallRow> out;
  auto rows = s.query(sql::recalls::numbers_due, now, most);
  while (rows->next()) {
    out.push_back({rows->id<MessageId>(0), rows->instant(1), static_cast<int>(rows->integer(2))});
  }
  return out;
}

void number_later(Session& s, MessageId message, Instant due, int tries) {
  s.exec(sql::recalls::number_later, message, due, tries);
}

void number_done(Session& s, MessageId message) { s.exec(sql::recalls::number_done, message); }

}  // namespace tidings::store::recalls
