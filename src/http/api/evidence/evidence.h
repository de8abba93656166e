// Evidence packs over HTTP: make one, fetch it piece by piece. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::evidence {

Result<HttpResponse> make(Call& call);
Result<HttpResponse> piece(Call& call);

}  // namespace tidings::http::evidence
