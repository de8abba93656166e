#include "store/contacts.h"

#include <algorithm>

#include "base/json.h"
#include "store/sql.h"

namespace tidings::store::contacts {
namespace {

void append_json(std::string_view text, std::string& out) {
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7F;
  });
  if (!plain) {
    out += json::serialize(json::string_view(text));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

std::string fields_text(const Contact& contact) {
  std::string out = "{";
  for (const auto& [name, value] : contact.fields) {
    if (out.size() > 1) out += ',';
    append_json(name, out);
    out += ':';
    append_json(value, out);
  }
  return out += '}';
}

std::optional<Contact> first(std::unique_ptr<Cursor> rows) {
  std::optional<Contact> out;
  if (rows->next()) out = read_contact(*rows);
  return out;
}

std::vector<Contact> every(std::unique_ptr<Cursor> rows) {
  std::vector<Contact> out;
  while (rows->next()) out.push_back(read_contact(*rows));
  return out;
}

}  // namespace

Contact read_contact(Cursor& c) {
  Contact out;
  int i = 0;
  out.id = c.id<ContactId>(i++);
  out.workspace = c.id<WorkspaceId>(i++);
  out.phone = c.string(i++);
  out.sms_capable = c.boolean(i++);
  out.region = c.string(i++);
  out.status = static_cast<ContactStatus>(c.integer(i++));
  out.consent = static_cast<Consent>(c.integer(i++));
  out.consent_basis = static_cast<ConsentBasis>(c.integer(i++));
  out.consent_given_at = c.instant(i++);
  out.consent_expires_at = c.instant(i++);
  out.score = static_cast<int>(c.integer(i++));
  out.zone = c.string(i++);
  out.zone_confirmed = c.boolean(i++);
  out.place = c.string(i++);
  out.case_ref = c.string(i++);
  boost::system::error_code ec;
  const auto fields = json::parse(c.text(i++), ec);
  if (!ec && fields.is_object()) {
    for (const auto& field : fields.get_object()) {
      if (field.value().is_string()) out.fields.emplace(field.key(), field.value().get_string());
    }
  }
  out.last_reply = c.string(i++);
  out.last_reply_at = c.instant(i++);
  out.replies = c.integer(i++);
  out.import = c.id<ImportId>(i++);
  return out;
}

std::optional<ContactId> insert(Session& s, const Contact& c, Instant now) {
  const auto id = s.one(sql::contacts::insert, c.workspace, c.phone, c.sms_capable, c.region, c.status, c.consent,
                        c.consent_basis, c.consent_given_at, c.consent_expires_at, c.score, c.zone, c.zone_confirmed,
                        c.place, c.case_ref, fields_text(c), now, c.import);
  if (!id) return std::nullopt;
  for (const auto& tag : c.tags) add_tag(s, ContactId{*id}, tag);
  return ContactId{*id};
}

void update(Session& s, const Contact& c, Instant now) {
  s.exec(sql::contacts::update, c.id, c.sms_capable, c.region, c.status, c.consent, c.consent_basis, c.consent_given_at,
         c.consent_expires_at, c.score, c.zone, c.zone_confirmed, c.place, c.case_ref, fields_text(c), now);
}

std::optional<Contact> by_id(Session& s, ContactId id) { return first(s.query(sql::contacts::by_id, id)); }

std::optional<Contact> by_phone(Session& s, WorkspaceId workspace, std::string_view phone) {
  return first(s.query(sql::contacts::by_phone, workspace, phone));
}

std::vector<Contact> all_by_phone(Session& s, std::string_view phone) {
  return every(s.query(sql::contacts::all_by_phone, phone));
}

std::vector<Contact> page(Session& s, WorkspaceId workspace, ContactId after, int64_t most) {
  return every(s.query(sql::contacts::page, workspace, after, most));
}

int64_t count(Session& s, WorkspaceId workspace) { return s.one(sql::contacts::count, workspace).value_or(0); }

std::vector<Contact> of_audience(Session& s, WorkspaceId workspace, const Audience& audience, ContactId after,
                                 int64_t most) {
  // The common case, a whole list, keeps its prepared statement; filters are put together from fixed parts.
  if (audience.list && audience.tags.empty() && !audience.min_score && audience.region.empty()) {
    return every(s.query(sql::contacts::of_list, audience.list, after, most));
  }
  std::string sql =
      "SELECT c.id, c.workspace_id, c.phone, c.sms_capable, c.region, c.status, c.consent, c.consent_basis, "
      "c.consent_given_at, c.consent_expires_at, c.score, c.zone, "
      "c.zone_confirmed, c.place, "
      "c.case_ref, c.fields, c.last_reply, c.last_reply_at, c.replies, c.import_id FROM contact c WHERE c.workspace_id "
      "= ?1 AND "
      "c.id > ?2";
  std::vector<Param> params{Param(workspace), Param(after)};
  const auto add = [&](Param value) {
    params.push_back(value);
    return "?" + std::to_string(params.size());
  };
  if (audience.list) {
    sql += " AND EXISTS (SELECT 1 FROM list_member m WHERE m.list_id = " + add(Param(audience.list)) +
           " AND m.contact_id = c.id)";
  }
  if (!audience.tags.empty()) {
    sql += " AND EXISTS (SELECT 1 FROM contact_tag t WHERE t.contact_id = c.id AND t.tag IN (";
    for (size_t i = 0; i < audience.tags.size(); ++i) sql += (i == 0 ? "" : ", ") + add(Param(audience.tags[i]));
    sql += "))";
  }
  if (audience.min_score) sql += " AND c.score >= " + add(Param(*audience.min_score));
  if (!audience.region.empty()) sql += " AND c.region = " + add(Param(audience.region));
  sql += " ORDER BY c.id LIMIT " + add(Param(most));
  return every(s.open_text(sql, params.data(), params.size()));
}

void note_reply(Session& s, ContactId id, std::string_view text, Instant at) {
  s.exec(sql::contacts::note_reply, id, text, at);
}
void add_tag(Session& s, ContactId id, std::string_view tag) { s.exec(sql::contacts::tag, id, tag); }
void remove_tag(Session& s, ContactId id, std::string_view tag) { s.exec(sql::contacts::untag, id, tag); }

std::vector<std::string> tags(Session& s, ContactId id) {
  std::vector<std::string> out;
  auto rows = s.query(sql::contacts::tags, id);
  while (rows->next()) out.push_back(rows->string(0));
  return out;
}

ListId list_of_name(Session& s, WorkspaceId workspace, std::string_view name, Instant now) {
  if (const auto found = find_list(s, workspace, name)) return *found;
  return ListId{s.one(sql::contacts::list_insert, workspace, name, now).value_or(0)};
}

std::optional<ListId> find_list(Session& s, WorkspaceId workspace, std::string_view name) {
  const auto id = s.one(sql::contacts::list_by_name, workspace, name);
  return id ? std::optional(ListId{*id}) : std::nullopt;
}

std::vector<List> lists(Session& s, WorkspaceId workspace) {
  std::vector<List> out;
  auto rows = s.query(sql::contacts::list_all, workspace);
  while (rows->next()) out.push_back({rows->id<ListId>(0), rows->string(1), rows->instant(2), rows->integer(3)});
  return out;
}

void add_to_list(Session& s, ListId list, ContactId contact) { s.exec(sql::contacts::list_add, list, contact); }
int64_t list_count(Session& s, ListId list) { return s.one(sql::contacts::list_count, list).value_or(0); }

}  // namespace tidings::store::contacts
