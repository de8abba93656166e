// Test messages to numbers of our own: those there were, and what came back.
#pragma once

#include "http/call.h"

namespace tidings::http::canaries {

Result<HttpResponse> list(Call& call);  // newest first

}  // namespace tidings::http::canaries
