#include "http/api/lists/lists.h"

#include "store/contacts.h"

namespace tidings::http::lists {

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  TRY(query.done());
  const auto workspace = TRY(workspace_of(call.s(), asked));
  json::array items;
  for (const auto& list : store::contacts::lists(call.s(), workspace.id)) {
    items.push_back(json::object{{"id", list.id.value},
                                 {"name", list.name},
                                 {"members", list.members},
                                 {"created_at", format_utc(list.created_at)}});
  }
  return list_answer(std::move(items), nullptr);
}

}  // namespace tidings::http::lists
