// The inbox's threads, and sending to one or many: /api/messages. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::messages {

Result<HttpResponse> threads(Call& call);
Result<HttpResponse> thread(Call& call);
Result<HttpResponse> send(Call& call);
Result<HttpResponse> batch(Call& call);

}  // namespace tidings::http::messages
