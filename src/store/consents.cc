#include "store/consents.h"

#include "base/crypto.h"
#include "store/sql.h"

namespace tidings::store::consents {
namespace {

Instant given(const Event& event) { return event.given_at.value_or(event.at); }

// Only what the hot path of imports has.
bool is_short(const Event& e) {
  return e.basis == ConsentBasis::none && e.purpose == ConsentPurpose::any && e.channels.empty() && !e.wording &&
         e.url.empty() && e.ip.empty() && e.user_agent.empty() && !e.inbound && e.language.empty() &&
         e.expires_at.ms == 0 && e.actor.empty();
}

bool is_for(const std::string& channels, std::string_view channel) {
  for (size_t at = 0; at <= channels.size();) {
    const size_t end = std::min(channels.find(',', at), channels.size());
    if (std::string_view(channels).substr(at, end - at) == channel) return true;
    at = end + 1;
  }
  return channels.empty();
}

// A refusal is of every channel, whichever it came by (reference/compliance §0.6, §2.3).
bool concerns(const Event& e, std::string_view channel) {
  return is_for(e.channels, channel) || e.consent == Consent::revoked;
}

ConsentId insert(Session& s, ContactId contact, const Event& e) {
  const auto id =
      s.one(sql::consents::add, contact, e.consent, e.source, e.evidence, given(e), e.at, e.method, e.basis, e.purpose,
            e.channels, e.wording, e.url, e.ip, e.user_agent, e.inbound, e.language, e.expires_at, e.actor);
  return {id.value_or(0)};
}

void stand(Session& s, ContactId contact, const Event& e) {
  s.exec(sql::consents::stand, contact, kind_of(e), e.basis, given(e), e.expires_at, e.at);
}

std::vector<Event> read_events(std::unique_ptr<Cursor> c) {
  std::vector<Event> out;
  while (c->next()) {
    Event& e = out.emplace_back();
    int i = 0;
    e.id = c->id<ConsentId>(i++);
    e.contact = c->id<ContactId>(i++);
    e.consent = static_cast<Consent>(c->integer(i++));
    e.source = c->string(i++);
    e.evidence = c->string(i++);
    e.given_at = c->instant(i++);
    e.at = c->instant(i++);
    e.method = static_cast<ConsentMethod>(c->integer(i++));
    e.basis = static_cast<ConsentBasis>(c->integer(i++));
    e.purpose = static_cast<ConsentPurpose>(c->integer(i++));
    e.channels = c->string(i++);
    e.wording = c->id<WordingId>(i++);
    e.url = c->string(i++);
    e.ip = c->string(i++);
    e.user_agent = c->string(i++);
    e.inbound = c->id<InboundId>(i++);
    e.language = c->string(i++);
    e.expires_at = c->instant(i++);
    e.actor = c->string(i++);
  }
  return out;
}

std::vector<Wording> read_wordings(std::unique_ptr<Cursor> c) {
  std::vector<Wording> out;
  while (c->next()) {
    out.push_back({c->id<WordingId>(0), c->id<WorkspaceId>(1), c->string(2), c->string(3), c->string(4), c->instant(5),
                   c->string(6), c->string(7)});
  }
  return out;
}

std::optional<Wording> first(std::vector<Wording> found) {
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

Consent kind_of(const Event& e) {
  return e.purpose == ConsentPurpose::informational && permits_marketing(e.consent) ? Consent::transactional
                                                                                    : e.consent;
}

bool supersedes(Consent kind, Instant given_at, Consent present, Instant present_given_at) {
  if (present == Consent::unknown) return true;
  if (kind == Consent::revoked && given_at.ms == 0) return true;
  return given_at >= present_given_at;
}

Recorded record(Session& s, ContactId contact, const Event& event) {
  Consent present = Consent::unknown;
  Instant since;
  {
    auto row = s.query(sql::consents::now, contact);
    if (row->next()) present = static_cast<Consent>(row->integer(0)), since = row->instant(1);
  }
  Recorded out{.id = insert(s, contact, event)};
  const Consent kind = kind_of(event);
  out.stands = concerns(event, "sms") && supersedes(kind, given(event), present, since) &&
               (kind == event.consent || !permits_marketing(present));
  if (out.stands) stand(s, contact, event);
  return out;
}

ConsentId put_in_force(Session& s, ContactId contact, const Event& event) {
  stand(s, contact, event);
  return insert(s, contact, event);
}

void append(Session& s, ContactId contact, const Event& e) {
  if (is_short(e)) {
    s.exec(sql::consents::add_short, contact, e.consent, e.source, e.evidence, given(e), e.at, e.method);
  } else {
    insert(s, contact, e);
  }
}

const Event* before_refusal(const std::vector<Event>& history) {
  const Event* out = nullptr;
  for (const Event& e : history) {
    if (e.consent == Consent::revoked || e.consent == Consent::unknown) continue;
    if (!is_for(e.channels, "sms") || e.purpose == ConsentPurpose::informational) continue;
    if (out == nullptr || given(e) >= given(*out)) out = &e;
  }
  return out;
}

const Event* standing_for_calls(const std::vector<Event>& history) {
  const Event* out = nullptr;
  for (const Event& e : history) {
    if (!concerns(e, "voice")) continue;
    const Consent kind = kind_of(e), present = out != nullptr ? kind_of(*out) : Consent::unknown;
    if (!supersedes(kind, given(e), present, out != nullptr ? given(*out) : Instant{})) continue;
    if (kind == e.consent || !permits_marketing(present)) out = &e;
  }
  return out;
}

ConsentId standing(Session& s, ContactId contact) { return {s.one(sql::consents::standing, contact).value_or(0)}; }
std::vector<Event> history(Session& s, ContactId contact) {
  return read_events(s.query(sql::consents::history, contact));
}
std::vector<Event> page(Session& s, ContactId contact, ConsentId after, int64_t most) {
  return read_events(s.query(sql::consents::page, contact, after, most));
}

std::optional<WordingId> add_wording(Session& s, const Wording& w) {
  const std::string hash = crypto::to_hex(crypto::sha256(w.text));
  s.exec(sql::consents::text_insert, hash, w.text);
  const auto id =
      s.one(sql::consents::wording_insert, w.workspace, w.version, w.language, hash, w.created_at, w.created_by);
  return id ? std::optional(WordingId{*id}) : std::nullopt;
}
std::optional<Wording> wording_by_id(Session& s, WordingId id) {
  return first(read_wordings(s.query(sql::consents::wording_by_id, id)));
}
std::optional<Wording> wording_by_version(Session& s, WorkspaceId workspace, std::string_view version) {
  return first(read_wordings(s.query(sql::consents::wording_by_version, workspace, version)));
}
std::vector<Wording> wordings(Session& s, WorkspaceId workspace, WordingId after, int64_t most) {
  return read_wordings(s.query(sql::consents::wordings, workspace, after, most));
}
std::map<std::string, WordingId, std::less<>> wording_ids(Session& s, WorkspaceId workspace) {
  std::map<std::string, WordingId, std::less<>> out;
  auto rows = s.query(sql::consents::wording_ids, workspace);
  while (rows->next()) out.emplace(rows->string(0), rows->id<WordingId>(1));
  return out;
}

}  // namespace tidings::store::consents
