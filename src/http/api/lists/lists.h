// Lists of contacts: /api/lists. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::lists {

Result<HttpResponse> list(Call& call);

}  // namespace tidings::http::lists
