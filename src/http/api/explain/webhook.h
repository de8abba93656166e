// `explain webhook`: is this webhook genuine, and what does it say. Any thread; no store. Used by the API and, without
// a server, by the command line. Concrete carriers are handed in, because only app/ names them.
#pragma once

#include <functional>

#include "base/clock.h"
#include "base/json.h"
#include "carrier/contract.h"

namespace tidings::http::explain {

// The half of a carrier that webhooks need: no account is required to judge one.
struct WebhookReader {
  std::function<carrier::Signature(const carrier::WebhookRequest& request, Instant now)> check;
  std::function<Result<carrier::WebhookEvent>(const carrier::WebhookRequest& request)> read;
  // What stands in a webhook that `read` refuses for want of an id; may be empty.
  std::function<carrier::WebhookEvent(const carrier::WebhookRequest& request)> glance;
};
// config.type is the question's carrier, config.values its keys but public_url and now. Errors: not_yet,
// invalid_argument.
using WebhookReaders = std::function<Result<WebhookReader>(const carrier::CarrierConfig& config)>;

// {carrier, config:{public_url?, …}, request:{method, url, headers, body}} → {signature, accept, event, provider_id,
// …, problem?}; fields that do not apply are left out. Where public_url is given, what the carrier signed is judged
// over it alone: it may be an origin, a prefix of the path, or the webhook's whole URL; request.url may be a path, or
// as it came in behind a proxy. accept: the sender is genuine; problem: why the product would still put it aside.
// headers: an object, or a list of pairs. Errors: invalid_argument, not_yet.
Result<json::value> explain_webhook(const json::value& question, const WebhookReaders& readers, Instant now);

}  // namespace tidings::http::explain
