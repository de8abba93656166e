// Who must not be texted: /api/optouts. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::optouts {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> add(Call& call);
Result<HttpResponse> lift(Call& call);

}  // namespace tidings::http::optouts
