// Pictures and other media: as they are shown, and the bytes. What somebody else made is given out so that no browser
// runs it: typed by its bytes alone, in a sandbox, as a file unless it is one of a few kinds of picture.
#pragma once

#include "domain/medium.h"
#include "http/call.h"

namespace tidings::http::media {

Result<HttpResponse> list(Call& call);          // GET /api/media: ours
Result<HttpResponse> upload(Call& call);        // POST /api/media
Result<HttpResponse> remove(Call& call);        // DELETE /api/media/{id}: ours, used by nothing
Result<HttpResponse> bytes(Call& call);         // GET /api/media/{id}
Result<HttpResponse> public_bytes(Call& call);  // GET /media/{token}: without a key, for the carrier that fetches it

json::value medium_json(const Medium& medium);

}  // namespace tidings::http::media
