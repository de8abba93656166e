// The dead-letter list of webhooks: /api/webhooks. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::webhooks {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> replay(Call& call);

}  // namespace tidings::http::webhooks
