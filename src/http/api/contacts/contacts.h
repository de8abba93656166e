// Contacts: /api/contacts. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::contacts {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> put(Call& call);
Result<HttpResponse> show(Call& call);
Result<HttpResponse> change(Call& call);

}  // namespace tidings::http::contacts
