// Whom a path means: /api/contacts/12/… or /api/contacts/+12025550123/…
#pragma once

#include <optional>

#include "domain/contact.h"
#include "http/call.h"

namespace tidings::http {

// The contact of the path's first part, an id or a number in E.164. A number that several workspaces know needs one of
// them. Errors: not_found, invalid_argument.
Result<Contact> person_of(Call& call, std::optional<int64_t> workspace);

}  // namespace tidings::http
