// The numbers and names messages leave from: /api/senders. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::senders {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> put(Call& call);

}  // namespace tidings::http::senders
