// Reads the bodies of single and batch sends, and shows what became of them. Worker threads.
#pragma once

#include <vector>

#include "base/json.h"
#include "flow/campaign/sends.h"

namespace tidings::http::messages {

struct SendBody {
  std::optional<int64_t> workspace;
  std::vector<flow::SendRequest> messages;
};

// {workspace?, to|contact_id, body, urgent?, purpose?, send_at?}. Error: invalid_argument.
Result<SendBody> read_single(const json::value& body);
// {workspace?, messages:[{to|contact_id, body?}], body?, urgent?, purpose?, send_at?}: what a message does not say
// comes from the whole. Errors: invalid_argument, too_large.
Result<SendBody> read_batch(const json::value& body);

json::object send_json(const flow::SendAnswer& answer);
json::value quota_json(const flow::Quota& quota);

}  // namespace tidings::http::messages
