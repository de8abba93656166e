// Pre-flight over HTTP: what would come of a campaign's recipients if it started. Nothing is stored; the last ones made
// are kept in memory for their recipients to be read. Beside campaigns.h, in the table of routes.
#pragma once

#include "http/call.h"

namespace tidings::http::campaigns {

Result<HttpResponse> make_preflight(Call& call);
Result<HttpResponse> show_preflight(Call& call);
Result<HttpResponse> preflight_recipients(Call& call);
Result<HttpResponse> preflight_csv(Call& call);

}  // namespace tidings::http::campaigns
