// Consents of a contact: /api/contacts/{id}/consents, and the wordings people agree to: /api/consent-wordings. Worker
// threads.
#pragma once

#include "http/call.h"

namespace tidings::http::consents {

Result<HttpResponse> list(Call& call);
Result<HttpResponse> record(Call& call);
Result<HttpResponse> list_wordings(Call& call);
Result<HttpResponse> add_wording(Call& call);

}  // namespace tidings::http::consents
