// Workspaces: /api/workspaces. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::workspaces {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> change(Call& call);

}  // namespace tidings::http::workspaces
