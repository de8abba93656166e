// Do-not-contact registers: /api/registers and the lists uploaded for them. Worker threads.
#pragma once

#include "http/call.h"

namespace tidings::http::registers {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> check_number(Call& call);
Result<HttpResponse> upload(Call& call);
Result<HttpResponse> lists(Call& call);
Result<HttpResponse> remove(Call& call);
Result<HttpResponse> show(Call& call);
Result<HttpResponse> rejects(Call& call);

}  // namespace tidings::http::registers
