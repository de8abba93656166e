#include "http/api/contacts/contacts.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/api/contacts/contact_request.h"
#include "sms/phone.h"
#include "store/consents.h"
#include "store/contacts.h"

namespace tidings::http::contacts {
namespace {

Contact with_tags(store::Session& s, Contact contact) {
  contact.tags = store::contacts::tags(s, contact.id);
  return contact;
}

Result<Contact> find(Call& call) {
  const int64_t id = TRY(call.id());
  auto found = store::contacts::by_id(call.s(), ContactId{id});
  if (!found) return fail(ErrorCode::not_found, fmt::format("there is no contact {}", id), "contact");
  return with_tags(call.s(), std::move(*found));
}

// What is not a column of the contact: tags, lists, the history of consent.
void store_rest(Call& call, Contact& contact, const ContactChanges& changes) {
  auto& s = call.s();
  if (changes.tags) {
    for (const auto& tag : contact.tags) {
      if (std::ranges::find(*changes.tags, tag) == changes.tags->end()) store::contacts::remove_tag(s, contact.id, tag);
    }
    for (const auto& tag : *changes.tags) store::contacts::add_tag(s, contact.id, tag);
  }
  for (const auto& name : changes.lists) {
    const auto list = store::contacts::list_of_name(s, contact.workspace, name, call.now);
    store::contacts::add_to_list(s, list, contact.id);
  }
  if (changes.consent) {
    store::consents::record(s, contact.id,
                            {.consent = *changes.consent,
                             .source = changes.source,
                             .evidence = changes.evidence,
                             .at = call.now,
                             .method = ConsentMethod::api,
                             .actor = call.who.name});
  }
}

HttpResponse stored(Call& call, ContactId id, std::string_view action, int status) {
  const auto contact = with_tags(call.s(), *store::contacts::by_id(call.s(), id));
  call.audit(action, fmt::format("contact {}", id.value));
  return answer(contact_json(contact), status);
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  const auto phone = query.text("phone");
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto workspace = TRY(workspace_of(call.s(), asked));
  std::vector<Contact> page;
  if (phone) {
    const auto number = TRY(sms::parse_phone(*phone, workspace.default_region));
    if (auto found = store::contacts::by_phone(call.s(), workspace.id, number.e164)) page.push_back(std::move(*found));
  } else {
    page = store::contacts::page(call.s(), workspace.id, ContactId{after}, limit);
  }
  json::array items;
  for (auto& contact : page) items.push_back(contact_json(with_tags(call.s(), contact)));
  const bool more = !phone && static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> show(Call& call) { return answer(contact_json(TRY(find(call)))); }

Result<HttpResponse> put(Call& call) {
  JsonReader in(call.body);
  const auto workspace = TRY(workspace_of(call.s(), in.integer("workspace")));
  const std::string phone = in.required_text("phone");
  const std::string region = TRY(read_region(in.text("region").value_or(workspace.default_region)));
  if (phone.empty()) TRY(in.done());
  const auto number = TRY(sms::parse_phone(phone, region));
  auto known = store::contacts::by_phone(call.s(), workspace.id, number.e164);
  Contact contact = known ? with_tags(call.s(), std::move(*known))
                          : Contact{.workspace = workspace.id,
                                    .phone = number.e164,
                                    .sms_capable = number.sms_capable,
                                    .region = number.region};
  const bool fresh = !contact.id;
  const auto changes = TRY(read_changes(in, contact, call.now));
  if (fresh) {
    const auto id = store::contacts::insert(call.s(), contact, call.now);
    if (!id) return fail(ErrorCode::already_exists, "the workspace has this number already", "phone");
    contact.id = *id;
  } else {
    store::contacts::update(call.s(), contact, call.now);
  }
  store_rest(call, contact, changes);
  return stored(call, contact.id, fresh ? "contact.create" : "contact.change", fresh ? 201 : 200);
}

Result<HttpResponse> change(Call& call) {
  auto contact = TRY(find(call));
  JsonReader in(call.body);
  const auto changes = TRY(read_changes(in, contact, call.now));
  store::contacts::update(call.s(), contact, call.now);
  store_rest(call, contact, changes);
  return stored(call, contact.id, "contact.change", 200);
}

}  // namespace tidings::http::contacts
