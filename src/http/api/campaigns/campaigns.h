// Campaigns: /api/campaigns, and the short form /campaigns/{id}/start|pause|resume|stop. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::campaigns {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> create(Call& call);
Result<HttpResponse> show(Call& call);
Result<HttpResponse> start(Call& call);
Result<HttpResponse> pause(Call& call);
Result<HttpResponse> resume(Call& call);
Result<HttpResponse> stop(Call& call);
Result<HttpResponse> undo(Call& call);
Result<HttpResponse> edit(Call& call);
Result<HttpResponse> revisions(Call& call);
Result<HttpResponse> pools(Call& call);
Result<HttpResponse> orchestrate(Call& call);
Result<HttpResponse> progress(Call& call);
Result<HttpResponse> funnel(Call& call);
Result<HttpResponse> messages(Call& call);
Result<HttpResponse> history(Call& call);
Result<HttpResponse> export_csv(Call& call);

}  // namespace tidings::http::campaigns
