// The rules of the law in force: GET /api/rules, POST /api/rules/explain. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::rules {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> explain(Call& call);

}  // namespace tidings::http::rules
