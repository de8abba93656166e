// Erasing numbers at their owners' wish: /api/erasures and /api/contacts/{id}/erase. Answers name no number in full:
// they are kept for repeats. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::erasures {

Result<HttpResponse> begin(Call& call);
Result<HttpResponse> begin_contact(Call& call);
Result<HttpResponse> show(Call& call);

}  // namespace tidings::http::erasures
