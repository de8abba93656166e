#include "store/opt_ins.h"

#include "store/sql.h"

namespace tidings::store::opt_ins {
namespace {

std::vector<OptIn> read(std::unique_ptr<Cursor> c) {
  std::vector<OptIn> out;
  while (c->next()) {
    OptIn& x = out.emplace_back();
    int i = 0;
    x.id = c->integer(i++);
    x.workspace = c->id<WorkspaceId>(i++);
    x.contact = c->id<ContactId>(i++);
    x.phone = c->string(i++);
    x.message = c->id<MessageId>(i++);
    x.wording = c->id<WordingId>(i++);
    x.consent = static_cast<Consent>(c->integer(i++));
    x.limit_ms = c->integer(i++);
    x.asked_at = c->instant(i++);
    x.asked_by = c->string(i++);
    x.due_at = c->instant(i++);
    x.look_at = c->instant(i++);
    x.closed_at = c->instant(i++);
    x.outcome = c->string(i++);
    x.inbound = c->id<InboundId>(i++);
    x.given = c->id<ConsentId>(i++);
  }
  return out;
}

std::optional<OptIn> first(std::vector<OptIn> found) {
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

int64_t insert(Session& s, const OptIn& x) {
  return s
      .one(sql::opt_ins::insert, x.workspace, x.contact, x.phone, x.message, x.wording, x.consent, x.limit_ms,
           x.asked_at, x.asked_by, x.due_at, x.look_at)
      .value_or(0);
}
std::optional<OptIn> open_of(Session& s, std::string_view phone) {
  return first(read(s.query(sql::opt_ins::open_of, phone)));
}
std::optional<OptIn> newest(Session& s, std::string_view phone) {
  return first(read(s.query(sql::opt_ins::newest, phone)));
}
std::optional<OptIn> by_id(Session& s, int64_t id) { return first(read(s.query(sql::opt_ins::by_id, id))); }
std::vector<OptIn> page(Session& s, std::string_view phone, int64_t after, int64_t most) {
  return read(s.query(sql::opt_ins::page, phone, after, most));
}
std::vector<OptIn> due(Session& s, Instant now, int64_t most) { return read(s.query(sql::opt_ins::due, now, most)); }
void move(Session& s, int64_t id, Instant due_at, Instant look_at) { s.exec(sql::opt_ins::move, id, due_at, look_at); }
bool close(Session& s, int64_t id, Instant at, std::string_view outcome, InboundId inbound, ConsentId given) {
  return s.exec(sql::opt_ins::close, id, at, outcome, inbound, given) == 1;
}
int64_t close_phone(Session& s, std::string_view phone, Instant at, std::string_view outcome) {
  return s.exec(sql::opt_ins::close_phone, phone, at, outcome);
}

}  // namespace tidings::store::opt_ins
