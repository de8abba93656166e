// What would you make of this? /api/explain/*. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::explain {

Result<HttpResponse> segments_handler(Call& call);
Result<HttpResponse> reply_handler(Call& call);
Result<HttpResponse> hours_handler(Call& call);
Result<HttpResponse> webhook_handler(Call& call);

}  // namespace tidings::http::explain
