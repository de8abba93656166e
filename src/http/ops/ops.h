// For operators and their tools: /healthz, /readyz, /metrics. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::ops {

Result<HttpResponse> health(Call& call);
Result<HttpResponse> ready(Call& call);
Result<HttpResponse> metrics(Call& call);

}  // namespace tidings::http::ops
