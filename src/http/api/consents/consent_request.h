// Reads what a person says of a consent, and shows one. Inside the transaction that stores it.
#pragma once

#include "http/call.h"
#include "store/consents.h"

namespace tidings::http::consents {

// {kind, source, basis, purpose, channels, wording, how, url, given_at, ip, user_agent, inbound, language, expires_at,
// evidence}; the workspace was read by the caller through `in`. Errors: invalid_argument, naming the field.
Result<store::consents::Event> read_consent(Call& call, JsonReader& in, const Contact& contact);

json::value consent_json(Call& call, const store::consents::Event& event, const Contact& contact, bool stands);
json::value wording_json(const store::consents::Wording& wording);

}  // namespace tidings::http::consents
