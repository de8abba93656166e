#include "http/api/consents/consents.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "http/api/consents/consent_request.h"
#include "http/api/consents/person.h"

namespace tidings::http::consents {

namespace repository = store::consents;

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto workspace = query.integer("workspace");
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto contact = TRY(person_of(call, workspace));
  const auto stands = repository::standing(call.s(), contact.id);
  const auto page = repository::page(call.s(), contact.id, ConsentId{after}, limit);
  json::array items;
  for (const auto& event : page) items.push_back(consent_json(call, event, contact, event.id == stands));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> record(Call& call) {
  JsonReader in(call.body);
  const auto contact = TRY(person_of(call, in.integer("workspace")));
  auto event = TRY(read_consent(call, in, contact));
  const auto recorded = repository::record(call.s(), contact.id, event);
  event.id = recorded.id;
  call.audit("consent.record", fmt::format("contact {}", contact.id.value),
             fmt::format("consent {}: {}", recorded.id.value, to_string(event.consent)));
  return answer(consent_json(call, event, contact, recorded.stands), 201);
}

Result<HttpResponse> list_wordings(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto workspace = TRY(workspace_of(call.s(), asked));
  const auto page = repository::wordings(call.s(), workspace.id, WordingId{after}, limit);
  json::array items;
  for (const auto& wording : page) items.push_back(wording_json(wording));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> add_wording(Call& call) {
  JsonReader in(call.body);
  const auto workspace = TRY(workspace_of(call.s(), in.integer("workspace")));
  repository::Wording wording{.workspace = workspace.id,
                              .version = in.required_text("version"),
                              .language = in.text("language").value_or(""),
                              .created_at = call.now,
                              .created_by = call.who.name,
                              .text = in.required_text("text")};
  if (wording.version.size() > limits::kWordingVersionBytes)
    in.problem("version", fmt::format("is longer than {} bytes", limits::kWordingVersionBytes));
  if (wording.language.size() > limits::kWordingVersionBytes) in.problem("language", "is too long");
  if (wording.text.size() > limits::kWordingBytes)
    in.problem("text", fmt::format("is longer than {} bytes", limits::kWordingBytes));
  TRY(in.done());
  const auto known = repository::wording_by_version(call.s(), workspace.id, wording.version);
  if (known && (known->text != wording.text || known->language != wording.language)) {
    return fail(ErrorCode::conflict, "this version has another text, and a wording is never changed", "version",
                "give the new text a version of its own");
  }
  if (known) return answer(wording_json(*known));
  const auto id = repository::add_wording(call.s(), wording);
  if (!id) return fail(ErrorCode::conflict, "this version was added a moment ago", "version");
  call.audit("consent_wording.add", fmt::format("wording {}", id->value), wording.version);
  return answer(wording_json(*repository::wording_by_id(call.s(), *id)), 201);
}

}  // namespace tidings::http::consents
