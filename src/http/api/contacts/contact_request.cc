#include "http/api/contacts/contact_request.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "domain/place.h"
#include "flow/compliance/hours_calendar.h"
#include "http/call.h"

namespace tidings::http::contacts {
namespace {

constexpr size_t kFieldNameBytes = 64;
constexpr size_t kFieldValueBytes = 4096;

void read_fields(JsonReader& in, Contact& contact) {
  const auto* fields = in.object("fields");
  if (fields == nullptr) return;
  for (const auto& [key, value] : *fields) {
    const std::string name(key);
    if (name.empty() || name.size() > kFieldNameBytes) in.problem("fields", "has a name that is empty or too long");
    if (value.is_null()) {
      contact.fields.erase(name);
      continue;
    }
    std::string text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    if (value.is_structured() || text.size() > kFieldValueBytes)
      in.problem("fields." + name, "must be a short text or a number");
    contact.fields[name] = std::move(text);
  }
  if (contact.fields.size() > limits::kContactFields)
    in.problem("fields", fmt::format("has too many names: at most {}", limits::kContactFields));
}

std::optional<std::vector<std::string>> read_texts(JsonReader& in, std::string_view name) {
  const auto* list = in.array(name);
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> out;
  for (const auto& one : *list) {
    if (!one.is_string() || one.get_string().empty()) {
      in.problem(name, "must be a list of texts");
      break;
    }
    out.emplace_back(one.get_string());
  }
  if (out.size() > limits::kAudienceTags)
    in.problem(name, fmt::format("has too many: at most {}", limits::kAudienceTags));
  return out;
}

Result<> read_consent(JsonReader& in, ContactChanges& out) {
  const auto* object = in.object("consent");
  if (object == nullptr) return {};
  const json::value value(*object);
  JsonReader consent(value, "consent");
  out.consent = consent_from(consent.required_text("type"));
  if (!out.consent) consent.problem("type", "is not a kind of consent, such as express_written or revoked");
  out.source = consent.required_text("source");
  out.evidence = consent.text("text").value_or("");
  return consent.done();
}

void read_place(JsonReader& in, Contact& contact, Instant now) {
  if (auto zone = in.text("zone")) {
    contact.zone = std::move(*zone);
    if (!contact.zone.empty() && !compliance::open_at({}, contact.zone, now))
      in.problem("zone", "must be the name of a time zone, such as America/Denver");
  }
  if (const auto confirmed = in.boolean("zone_confirmed")) contact.zone_confirmed = *confirmed;
  if (contact.zone_confirmed && contact.zone.empty()) in.problem("zone_confirmed", "needs a zone");
  if (auto place = in.text("place")) {
    contact.place = std::move(*place);
    if (!contact.place.empty() && zones_of_place(contact.place).empty())
      in.problem("place", "must be an ISO 3166 code, such as US-CA");
  }
}

}  // namespace

Result<ContactChanges> read_changes(JsonReader& in, Contact& contact, Instant now) {
  ContactChanges out;
  if (const auto status = in.text("status")) {
    const auto known = contact_status_from(*status);
    if (!known) in.problem("status", "must be active, inactive or blacklisted");
    contact.status = known.value_or(contact.status);
  }
  if (const auto score = in.integer("score")) {
    if (*score < -1'000'000 || *score > 1'000'000) in.problem("score", "must be -1000000 to 1000000");
    contact.score = static_cast<int>(*score);
  }
  if (const auto capable = in.boolean("sms_capable")) contact.sms_capable = *capable;
  read_place(in, contact, now);
  if (auto ref = in.text("case_ref")) contact.case_ref = std::move(*ref);
  read_fields(in, contact);
  out.tags = read_texts(in, "tags");
  out.lists = read_texts(in, "lists").value_or(std::vector<std::string>{});
  TRY(read_consent(in, out));
  TRY(in.done());
  return out;
}

json::value contact_json(const Contact& c) {
  json::object fields;
  for (const auto& [name, value] : c.fields) fields[name] = value;
  json::array tags;
  for (const auto& tag : c.tags) tags.emplace_back(tag);
  return json::object{{"id", c.id.value},
                      {"workspace", c.workspace.value},
                      {"phone", c.phone},
                      {"sms_capable", c.sms_capable},
                      {"region", text_or_null(c.region)},
                      {"status", to_string(c.status)},
                      {"consent", to_string(c.consent)},
                      {"consent_basis", to_string(c.consent_basis)},
                      {"consent_given_at", instant_or_null(c.consent_given_at)},
                      {"consent_expires_at", instant_or_null(c.consent_expires_at)},
                      {"score", c.score},
                      {"zone", text_or_null(c.zone)},
                      {"zone_confirmed", c.zone_confirmed},
                      {"place", text_or_null(c.place)},
                      {"case_ref", text_or_null(c.case_ref)},
                      {"fields", std::move(fields)},
                      {"tags", std::move(tags)},
                      {"last_reply", text_or_null(c.last_reply)},
                      {"last_reply_at", instant_or_null(c.last_reply_at)},
                      {"replies", c.replies}};
}

}  // namespace tidings::http::contacts
