// Workspaces: /api/workspaces. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::workspaces {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> change(Call& call);
Result<HttpResponse> show_policy(Call& call);
Result<HttpResponse> change_policy(Call& call);

}  // namespace tidings::http::workspaces
