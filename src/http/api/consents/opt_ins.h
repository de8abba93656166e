// Double opt-in: /api/contacts/{id}/opt-in and /api/opt-in-settings. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::opt_ins {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> ask(Call& call);
Result<HttpResponse> settings(Call& call);
Result<HttpResponse> set(Call& call);

}  // namespace tidings::http::opt_ins
