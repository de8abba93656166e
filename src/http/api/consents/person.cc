#include "http/api/consents/person.h"

#include <fmt/format.h>

#include "sms/phone.h"
#include "store/contacts.h"

namespace tidings::http {

Result<Contact> person_of(Call& call, std::optional<int64_t> workspace) {
  const std::string& which = call.params.front();
  if (!which.starts_with('+')) {
    const int64_t id = TRY(call.id());
    auto found = store::contacts::by_id(call.s(), ContactId{id});
    if (!found || (workspace && found->workspace.value != *workspace))
      return fail(ErrorCode::not_found, fmt::format("there is no contact {}", id), "contact");
    return std::move(*found);
  }
  const auto number = TRY(sms::parse_phone(which, {}));
  auto known = store::contacts::all_by_phone(call.s(), number.e164);
  if (workspace) std::erase_if(known, [&](const Contact& one) { return one.workspace.value != *workspace; });
  if (known.empty()) return fail(ErrorCode::not_found, "nobody has this number", "contact");
  if (known.size() > 1) {
    return fail(ErrorCode::invalid_argument, "more than one workspace knows this number", "workspace",
                "name the workspace");
  }
  return std::move(known.front());
}

}  // namespace tidings::http
