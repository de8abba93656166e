#include "http/api/explain/explain.h"
#include "http/api/explain/hours.h"
#include "http/api/explain/reply.h"
#include "http/api/explain/segments.h"
#include "http/api/explain/webhook.h"

namespace tidings::http::explain {

Result<HttpResponse> segments_handler(Call& call) { return answer(TRY(explain_segments(call.body))); }
Result<HttpResponse> reply_handler(Call& call) { return answer(TRY(explain_reply(call.body))); }
Result<HttpResponse> hours_handler(Call& call) { return answer(TRY(explain_hours(call.body))); }
Result<HttpResponse> webhook_handler(Call& call) {
  return answer(TRY(explain_webhook(call.body, call.services.webhook_readers, call.now)));
}

}  // namespace tidings::http::explain
