// One message on its way out, and why it is where it is: /api/outbox/{id}. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::outbox {

Result<HttpResponse> show(Call& call);
Result<HttpResponse> cancel(Call& call);
Result<HttpResponse> why(Call& call);

}  // namespace tidings::http::outbox
