#include "carrier/openphone/webhook.h"

#include "base/limits.h"
#include "carrier/openphone/fields.h"
#include "carrier/openphone/status.h"

namespace tidings::carrier::openphone {
namespace {

// What of an event type a call's or a message's state is read from: "message.delivered" → "delivered".
std::string_view word_of(std::string_view type) { return type.substr(type.find('.') + 1); }

bool is_message(std::string_view type) {
  return type == "message.received" || type == "message.delivered" || type == "message.failed" ||
         type == "message.undelivered";
}

// Recordings, summaries, transcripts and voice mail say nothing about how the call went.
bool is_call(std::string_view type) {
  return type == "call.ringing" || type == "call.completed" || type == "call.missed" || type == "call.answered" ||
         type == "call.forwarded";
}

struct Parts {
  const json::object* what = nullptr;     // the message or the call
  const json::object* context = nullptr;  // 2026-03-30 only
};

Parts parts_of(const json::object& body) {
  const json::object* data = object_of(&body, "data");
  if (const auto* resource = object_of(data, "resource")) return {resource, object_of(data, "context")};
  return {object_of(data, "object"), nullptr};
}

void read_addresses(const Parts& parts, WebhookEvent& event) {
  event.from = address_of(*parts.what, "from");
  event.to = address_of(*parts.what, "to");
  if (parts.context == nullptr) return;
  if (event.from.empty()) event.from = address_of(*parts.context, "senderIdentifier");
  if (event.to.empty()) event.to = address_of(*parts.context, "recipientIdentifiers");
}

void read_message(std::string_view type, const Parts& parts, WebhookEvent& event) {
  const auto& message = *parts.what;
  event.provider_status = text_of(message, "status");
  if (event.provider_status.empty()) event.provider_status = std::string(word_of(type));
  if (type == "message.received") {
    event.type = EventType::inbound_message;
    event.text = first_text(message, {"text", "body"});
    event.media = read_media(message);
    return;
  }
  event.type = EventType::delivery_status;
  const MessageWord word = message_word(word_of(type));  // the event's own word; status may have moved on meanwhile
  event.state = word.state;
  event.undelivered = word.undelivered;
  if (word.state != DeliveryState::failed) return;
  event.error_code = text_of(message, "errorCode");
  // Only what failed without a code may be sent again; of the codes no list is published.
  if (!word.undelivered && event.error_code.empty()) event.error_class = ErrorClass::transient;
}

DeliveryState end_of_call(const json::object& call) {
  const std::string status = text_of(call, "status");
  if (!is_null(call, "answeredAt")) {
    const auto state = call_word(status);
    return state == DeliveryState::unchanged || state == DeliveryState::sending ? DeliveryState::completed : state;
  }
  // Nobody answered. Of our own calls the word tells why.
  const auto state = call_word(status);
  const bool ours = text_of(call, "direction") == "outgoing";
  return ours && (state == DeliveryState::failed || state == DeliveryState::canceled) ? state : DeliveryState::missed;
}

void read_call(std::string_view type, const Parts& parts, WebhookEvent& event) {
  const auto& call = *parts.what;
  event.type = EventType::call_status;
  event.provider_status = text_of(call, "status");
  if (event.provider_status.empty()) event.provider_status = std::string(word_of(type));
  event.state = type == "call.completed" ? end_of_call(call) : call_word(word_of(type));
  if (event.from.empty() && event.to.empty()) {  // generation 2 names the other side only
    const std::string other = address_of(call, "participants");
    (text_of(call, "direction") == "outgoing" ? event.to : event.from) = other;
  }
}

std::string printable(std::string_view header) {
  std::string out(header);
  for (char& c : out) c = c > ' ' && c < 0x7f ? c : '?';
  return out;
}

WebhookEvent read(const WebhookRequest& request, const json::object& body) {
  WebhookEvent event;
  event.event_id = printable(request.headers.get("webhook-id"));
  if (event.event_id.empty()) event.event_id = text_of(body, "id");
  const std::string type = text_of(body, "type");
  const Parts parts = parts_of(body);
  if (parts.what == nullptr) {
    if (is_message(type)) event.type = EventType::delivery_status;
    if (is_call(type)) event.type = EventType::call_status;
    return event;
  }
  if (!is_message(type) && !is_call(type)) return event;
  event.provider_id = text_of(*parts.what, "id");
  read_addresses(parts, event);
  is_call(type) ? read_call(type, parts, event) : read_message(type, parts, event);
  return event;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_media(const json::object& message) {
  std::vector<std::pair<std::string, std::string>> out;
  const json::value* value = message.if_contains("media");
  const json::array* list = value == nullptr ? nullptr : value->if_array();
  for (size_t i = 0; list != nullptr && i < list->size() && out.size() < limits::kMediaPerMessage; ++i) {
    const auto* one = (*list)[i].if_object();
    if (one == nullptr) continue;
    if (auto url = text_of(*one, "url"); !url.empty()) out.emplace_back(std::move(url), text_of(*one, "type"));
  }
  return out;
}

WebhookEvent glance_openphone_webhook(const WebhookRequest& request) {
  const auto value = parse_json(request.body);
  return value && value->is_object() ? read(request, value->get_object()) : WebhookEvent{};
}

Result<WebhookEvent> read_openphone_webhook(const WebhookRequest& request) {
  const auto value = parse_json(request.body);
  if (!value || !value->is_object()) return fail(ErrorCode::invalid_argument, "the webhook is not a JSON object");
  WebhookEvent event = read(request, value->get_object());
  if (event.type != EventType::ignored && event.provider_id.empty())
    return fail(ErrorCode::invalid_argument, "the webhook names no message and no call");
  return event;
}

}  // namespace tidings::carrier::openphone
