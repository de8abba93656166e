#include "store/erasures.h"

#include "domain/dnc_register.h"
#include "store/contacts.h"
#include "store/inbound_parts.h"
#include "store/media.h"
#include "store/redactions.h"
#include "store/sql.h"

namespace tidings::store::erasures {
namespace {

std::vector<Row> every(std::unique_ptr<Cursor> c) {
  std::vector<Row> out;
  while (c->next()) {
    out.push_back({.id = c->integer(0),
                   .suppressed_as = c->string(1),
                   .phone = c->string(2),
                   .reason = c->string(3),
                   .actor = c->string(4),
                   .stage = static_cast<Stage>(c->integer(5)),
                   .cursor = c->integer(6),
                   .messages = c->integer(7),
                   .texts = c->integer(8),
                   .webhooks = c->integer(9),
                   .begun_at = c->instant(10),
                   .due_at = c->instant(11),
                   .ended_at = c->instant(12)});
  }
  return out;
}

// Without the plus, which a form writes as %2B and some carriers leave out.
std::string digits_of(const Row& r) { return r.phone.substr(1); }

std::vector<int64_t> ids(std::unique_ptr<Cursor> c) {
  std::vector<int64_t> out;
  while (c->next()) out.push_back(c->integer(0));
  return out;
}

}  // namespace

void add_key(Session& s, std::string_view key, Instant now) { s.exec(sql::erasures::add_key, key, now); }

int64_t insert(Session& s, const Row& r) {
  return s.one(sql::erasures::insert, r.suppressed_as, r.phone, r.reason, r.actor, r.begun_at).value_or(0);
}

std::optional<Row> by_id(Session& s, int64_t id) {
  auto found = every(s.query(sql::erasures::by_id, id));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Row> due(Session& s, Instant now, size_t most) { return every(s.query(sql::erasures::due, now, most)); }

void save(Session& s, const Row& r) {
  s.exec(sql::erasures::save, r.id, r.phone, r.stage, r.cursor, r.messages, r.texts, r.webhooks, r.due_at, r.ended_at);
}

void hide_suppressions(Session& s, const Row& r) {
  s.exec(sql::erasures::hide_suppressions, r.phone, r.suppressed_as, digits_of(r));
}

void wipe_people(Session& s, const Row& r, Instant now) {
  if (const auto number = register_number(r.phone)) s.exec(sql::erasures::wipe_lookups, *number);
  inbound_parts::erase(s, r.phone);
  for (const Contact& one : contacts::all_by_phone(s, r.phone)) {
    s.exec(sql::erasures::wipe_contact, one.id, now);
    s.exec(sql::erasures::wipe_tags, one.id);
    for (const int64_t list : ids(s.query(sql::erasures::lists, one.workspace))) {
      s.exec(sql::erasures::unlist, one.id, list);
    }
    s.exec(sql::erasures::wipe_consents, one.id, digits_of(r));
  }
}

int64_t wipe_messages(Session& s, const Row& r, size_t most, Instant now) {
  const auto found = ids(s.query(sql::erasures::messages, r.phone, most));
  const auto name = r.name();
  for (const int64_t id : found) {
    redactions::add_message(s, id, now);
    s.exec(sql::erasures::wipe_message, id, name, r.phone);
    s.exec(sql::erasures::wipe_attempts, id, name, r.phone);
    media::erase_of_message(s, MessageId{id});
  }
  return static_cast<int64_t>(found.size());
}

bool has_messages(Session& s, std::string_view phone) {
  return s.one(sql::erasures::open_messages, phone).value_or(0) > 0;
}

int64_t wipe_texts(Session& s, const Row& r, size_t most, Instant now) {
  const auto name = r.name();
  int64_t done = 0;
  for (const int64_t conversation : ids(s.query(sql::erasures::conversations, r.phone))) {
    for (const int64_t id : ids(s.query(sql::erasures::inbound, conversation, name, most))) {
      redactions::add_inbound(s, id, now);
      s.exec(sql::erasures::wipe_inbound, id, name);
      media::erase_of_inbound(s, InboundId{id});
      s.exec(sql::erasures::wipe_review, id, name);
      ++done;
    }
  }
  return done;
}

void rename(Session& s, const Row& r) {
  const auto name = r.name();
  for (const int64_t id : ids(s.query(sql::erasures::conversations, r.phone))) {
    s.exec(sql::erasures::rename_conversation, id, name);
  }
  s.exec(sql::erasures::rename_questions, r.phone, name);
  for (const Contact& one : contacts::all_by_phone(s, r.phone)) s.exec(sql::erasures::rename_contact, one.id, name);
}

JournalPage journal_page(Session& s, int64_t after, int64_t most) {
  JournalPage out{.last = after};
  int64_t met = 0;
  auto rows = s.query(sql::events::page_of_times, after, most);
  for (; rows->next(); ++met) out.last = rows->integer(0);
  out.more = met == most;
  return out;
}

int64_t wipe_webhooks(Session& s, const Row& r, int64_t last) {
  return s.exec(sql::erasures::wipe_webhooks, r.cursor, last, "%" + digits_of(r) + "%");
}

}  // namespace tidings::store::erasures
