// A person answers in a conversation: /api/conversations/{id}. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::conversations {

Result<HttpResponse> reply(Call& call);
Result<HttpResponse> mark_read(Call& call);

}  // namespace tidings::http::conversations
