// Carriers' own logs compared with ours: the runs, their gaps, and asking for one.
#pragma once

#include "http/call.h"

namespace tidings::http::reconciliations {

Result<HttpResponse> list(Call& call);   // newest first
Result<HttpResponse> start(Call& call);  // {carrier?, since?, until?}
Result<HttpResponse> show(Call& call);
Result<HttpResponse> gaps(Call& call);

}  // namespace tidings::http::reconciliations
