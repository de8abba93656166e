// Reads what Twilio's REST interface answers. Stands between the runner and dispatch or reconciliation; pure, any
// thread. Answers are read defensively: an error may carry other JSON than promised, or none.
#pragma once

#include <string_view>

#include "carrier/contract.h"

namespace tidings::carrier::twilio {

SendResult read_send_answer(const HttpResult& result);

// origin: the base URL; a next page anywhere else is refused, our credentials would go there.
// Errors: unauthenticated, not_found, rate_limited, unavailable (no answer, 5xx), corrupt (not what was promised).
Result<FoundPage> read_page(const HttpResult& result, std::string_view origin);
Result<FoundMessage> read_message(const HttpResult& result);
// The media of one message as (url, type), under the URLs that a webhook would have named.
Result<std::vector<std::pair<std::string, std::string>>> read_media_list(const HttpResult& result,
                                                                         std::string_view origin);

}  // namespace tidings::carrier::twilio
