// Suspected opt-outs that wait for a person: /api/reviews. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::reviews {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> decide(Call& call);

}  // namespace tidings::http::reviews
