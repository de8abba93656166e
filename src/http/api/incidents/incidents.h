// What somebody must know of: /api/incidents, and a trial of the ways people are told. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::incidents {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> show(Call& call);
Result<HttpResponse> resolve(Call& call);
Result<HttpResponse> test(Call& call);

}  // namespace tidings::http::incidents
