// Imports of contact files: /api/imports. The file is the body; what to do with it is said in the query. Worker
// threads.
#pragma once

#include "http/call.h"

namespace tidings::http::imports {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> create(Call& call);
Result<HttpResponse> show(Call& call);
Result<HttpResponse> rejects(Call& call);
Result<HttpResponse> cancel(Call& call);

}  // namespace tidings::http::imports
