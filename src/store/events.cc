#include "store/events.h"

#include "base/check.h"
#include "store/sql.h"

namespace tidings::store::events {
namespace {

std::vector<WebhookRow> read_events(std::unique_ptr<Cursor> c) {
  std::vector<WebhookRow> out;
  while (c->next()) {
    out.push_back({c->id<WebhookEventId>(0), c->string(1), c->instant(2), c->string(3), c->string(4), c->string(5),
                   c->string(6), c->string(7), static_cast<int>(c->integer(8)), c->instant(9), c->string(10)});
  }
  return out;
}

std::vector<Receipt> read_receipts(std::unique_ptr<Cursor> c) {
  std::vector<Receipt> out;
  while (c->next()) {
    out.push_back({c->integer(0), c->id<MessageId>(1), c->string(2), c->string(3), c->string(4),
                   static_cast<DeliveryState>(c->integer(5)), c->boolean(6), c->string(7),
                   static_cast<ErrorClass>(c->integer(8)), c->instant(9), c->boolean(10)});
  }
  return out;
}

}  // namespace

WebhookEventId journal(Session& s, const WebhookRow& r) {
  return WebhookEventId{s.one(sql::events::journal, r.carrier, r.received_at, r.method, r.url, r.headers, r.body,
                              r.state, r.attempts, r.next_at, r.problem)
                            .value_or(0)};
}

int64_t journal_batch(Session& s, const std::vector<const WebhookRow*>& rows, Instant until) {
  check(!rows.empty(), "a batch has rows");
  constexpr size_t kWidth = 10;
  std::vector<Param> params;
  params.reserve(rows.size() * kWidth);
  for (const auto* r : rows) {
    for (const Param& p : {Param(r->carrier), Param(r->received_at), Param(r->method), Param(r->url), Param(r->headers),
                           Param(r->body), Param(r->state), Param(r->attempts), Param(r->next_at), Param(r->problem)}) {
      params.push_back(p);
    }
  }
  s.run_many(sql::events::journal_quietly, params, kWidth);
  // Ids are given out one after the other, by one writer at a time: the newest are these. Their time spares the engine
  // a look into the months before.
  const Instant first = (*std::ranges::min_element(rows, {}, &WebhookRow::received_at))->received_at;
  return s.one(sql::events::open_batch, rows.size(), until, first).value_or(0);
}

void close_batch(Session& s, int64_t batch) { close_batches(s, {batch}); }
void close_batches(Session& s, const std::vector<int64_t>& batches) {
  s.run_all(sql::events::close_batch, {batches.begin(), batches.end()}, 1);
}

bool reopen_batch(Session& s, int64_t batch, int attempts, Instant next_at, const std::string& problem) {
  const auto last = s.one(sql::events::batch, batch);
  if (!last) return false;
  s.exec(sql::events::reopen, batch, *last, attempts, next_at, problem);
  close_batch(s, batch);
  return true;
}

std::vector<int64_t> lapsed_batches(Session& s, Instant now, size_t most) {
  std::vector<int64_t> out;
  auto rows = s.query(sql::events::lapsed_batches, now, most);
  while (rows->next()) out.push_back(rows->integer(0));
  return out;
}

void settle(Session& s, const WebhookRow& r) {
  s.exec(sql::events::settle, r.id, r.state, r.attempts, r.next_at, r.problem, r.received_at);
}
std::vector<WebhookRow> pending(Session& s, Instant now, size_t most) {
  return read_events(s.query(sql::events::pending, now, most));
}
std::optional<WebhookRow> by_id(Session& s, WebhookEventId id) {
  auto found = read_events(s.query(sql::events::by_id, id));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}
std::vector<WebhookRow> dead(Session& s, WebhookEventId after, int64_t most) {
  return read_events(s.query(sql::events::dead, after, most));
}
int64_t replay_all(Session& s, Instant now) { return s.exec(sql::events::replay_all, now); }

void add_receipt(Session& s, const Receipt& r) { add_receipts(s, {r}); }

void add_receipts(Session& s, const std::vector<Receipt>& receipts) {
  constexpr size_t kWidth = 10;
  std::vector<Param> params;
  params.reserve(receipts.size() * kWidth);
  for (const auto& r : receipts) {
    for (const Param& p :
         {Param(r.message), Param(r.carrier), Param(r.provider_id), Param(r.provider_status), Param(r.state),
          Param(r.undelivered), Param(r.error_code), Param(r.error_class), Param(r.at), Param(r.applied)}) {
      params.push_back(p);
    }
  }
  s.run_many(sql::events::receipt, params, kWidth);
}
std::vector<Receipt> parked(Session& s, std::string_view provider_id) {
  return read_receipts(s.query(sql::events::parked, provider_id));
}
bool any_parked(Session& s) { return s.one(sql::events::any_parked).value_or(0) != 0; }
void unpark(Session& s, int64_t id, MessageId message, bool applied) {
  s.exec(sql::events::unpark, id, message, applied);
}
std::vector<Receipt> receipts_of(Session& s, MessageId message) {
  return read_receipts(s.query(sql::events::receipts_of, message));
}

}  // namespace tidings::store::events
