#include "carrier/vonage/webhook.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/vonage/calls.h"
#include "carrier/vonage/error_table.h"
#include "carrier/vonage/messages_webhook.h"
#include "carrier/vonage/numbers.h"
#include "carrier/vonage/parameters.h"
#include "carrier/vonage/signature.h"
#include "carrier/vonage/status.h"
#include "carrier/vonage/token.h"
#include "sms/utf8.h"

namespace tidings::carrier::vonage {
namespace {

bool has(const FormFields& fields, std::string_view name) {
  return std::ranges::find(fields, name, &FormFields::value_type::first) != fields.end();
}

std::string clean(const FormFields& fields, std::string_view name) {
  return sms::storable_text(form_get(fields, name));
}

int small_number(std::string_view text) {
  int out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return ec == std::errc{} && end == text.data() + text.size() && out > 0 && out <= limits::kInboundParts ? out : 0;
}

// Of several parts, where the webhook says which; one that makes no sense is a message of its own.
void read_part(const FormFields& fields, WebhookEvent& event) {
  if (lower_ascii(form_get(fields, "concat")) != "true") return;
  const int part = small_number(form_get(fields, "concat-part")),
            parts = small_number(form_get(fields, "concat-total"));
  event.part_ref = clean(fields, "concat-ref");
  if (parts < 2 || part == 0 || part > parts || event.part_ref.empty()) return event.part_ref.clear();
  event.partial = true;
  event.part = part;
  event.parts = parts;
}

void read_receipt(const FormFields& fields, WebhookEvent& event) {
  event.type = EventType::delivery_status;
  event.to = with_plus(form_get(fields, "msisdn"));  // `to` is the sender's own name here
  event.from = with_plus(form_get(fields, "to"));
  event.provider_status = clean(fields, "status");
  const MessageWord word = receipt_word(event.provider_status);
  event.state = word.state;
  event.undelivered = word.undelivered;
  event.of_a_part = true;
  event.client_ref = clean(fields, "client-ref");
  event.error_code = clean(fields, "err-code");
  if (event.error_code == "0") event.error_code.clear();
  const ErrorRow* row = find_error(ErrorList::sms_receipt, event.error_code);
  if (row != nullptr && event.state == DeliveryState::failed) event.error_class = row->cls;
}

void read_inbound(const FormFields& fields, WebhookEvent& event) {
  event.type = EventType::inbound_message;
  event.from = with_plus(form_get(fields, "msisdn"));
  event.to = with_plus(form_get(fields, "to"));
  event.text = clean(fields, "text");
  read_part(fields, event);
}

}  // namespace

WebhookEvent glance_vonage_webhook(const WebhookRequest& request) {
  WebhookEvent event;
  if (const auto claims = unchecked_claims(bearer_token(request.headers))) event.event_id = text_of(*claims, "jti");

  const auto body = json_body(request);
  if (body && (body->contains("message_uuid") || body->contains("channel"))) {
    read_messages_webhook(*body, event);
    return event;
  }
  if (body && body->contains("uuid") && body->contains("status")) {
    read_call_webhook(request.url, *body, event);
    return event;
  }
  const Parameters parameters = parameters_of(request);
  const FormFields& fields = parameters.fields;
  const bool message = has(fields, "text") || has(fields, "keyword") || has(fields, "concat") || has(fields, "data");
  if (!has(fields, "msisdn") && !has(fields, "messageId")) return event;
  event.provider_id = clean(fields, "messageId");
  if (event.event_id.empty()) event.event_id = clean(fields, "nonce");
  if (message) {
    read_inbound(fields, event);
  } else if (has(fields, "status")) {
    read_receipt(fields, event);
  }
  return event;
}

Result<WebhookEvent> read_vonage_webhook(const WebhookRequest& request) {
  WebhookEvent event = glance_vonage_webhook(request);
  if (event.type == EventType::ignored || !event.provider_id.empty()) return event;
  return fail(ErrorCode::invalid_argument,
              event.type == EventType::call_status ? "a call's event names no uuid" : "the webhook names no message");
}

}  // namespace tidings::carrier::vonage
