// Reads what OpenPhone's interface answers, of both its surfaces (v1, and 2026-03-30). Stands between the runner and
// dispatch or reconciliation; pure, any thread. Answers are read defensively.
#pragma once

#include <string_view>

#include "carrier/contract.h"

namespace tidings::carrier::openphone {

SendResult read_send_answer(const HttpResult& result);

// The pages' URLs carry only what leads on: pageToken of v1, after of 2026-03-30. strict: an outgoing message that does
// not say whom it went to is an error, because what is not found is sent again.
// Errors: unauthenticated, not_found, rate_limited, unavailable (no answer, 5xx), invalid_argument, corrupt.
Result<FoundPage> read_page(const HttpResult& result, std::string_view base_url, bool strict);
Result<FoundMessage> read_message(const HttpResult& result);

}  // namespace tidings::carrier::openphone
