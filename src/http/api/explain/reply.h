// `explain reply`: what a reply asks for. Pure; any thread. Used by the API and, without a server, by the command line.
#pragma once

#include "base/json.h"

namespace tidings::http::explain {

// {text, lang?} → {class, because}. Error: invalid_argument.
Result<json::value> explain_reply(const json::value& question);

}  // namespace tidings::http::explain
