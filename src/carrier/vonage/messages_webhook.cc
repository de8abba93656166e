#include "carrier/vonage/messages_webhook.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "carrier/vonage/error_table.h"
#include "carrier/vonage/numbers.h"
#include "carrier/vonage/parameters.h"
#include "carrier/vonage/status.h"

namespace tidings::carrier::vonage {
namespace {

constexpr std::array<std::string_view, 5> kMedia{"image", "video", "audio", "vcard", "file"};

// "614…", or {"type":"sms","number":"614…"}.
std::string address(const json::object& body, std::string_view name) {
  const json::object* object = object_of(body, name);
  return with_plus(object != nullptr ? text_of(*object, "number") : text_of(body, name));
}

std::string channel_of(const json::object& body) {
  std::string channel = text_of(body, "channel");
  for (const char* name : {"from", "to"}) {
    if (const json::object* object = object_of(body, name); channel.empty() && object != nullptr)
      channel = text_of(*object, "type");
  }
  return lower_ascii(channel);
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void read_error(const json::object& body, WebhookEvent& event) {
  const json::object* error = object_of(body, "error");
  if (error == nullptr) return;
  event.error_code = messages_error_code(*error);
  const ErrorRow* row = find_error(ErrorList::messages, event.error_code);
  if (row != nullptr && event.state == DeliveryState::failed) event.error_class = row->cls;
}

void add_media(WebhookEvent& event, std::string url, std::string type) {
  const bool there = std::ranges::any_of(event.media, [&](const auto& one) { return one.first == url; });
  if (url.empty() || there || event.media.size() >= limits::kMediaPerMessage) return;
  event.media.emplace_back(std::move(url), std::move(type));
}

void add_text(WebhookEvent& event, const std::string& text) {
  if (text.empty() || event.text == text) return;
  event.text += event.text.empty() ? text : "\n" + text;
}

// One piece of content: a text, or a medium under the name of its type, or with its url beside the type.
void read_content(const json::object& content, std::string_view type, WebhookEvent& event) {
  if (type == "text") return add_text(event, text_of(content, "text"));
  if (std::ranges::find(kMedia, type) == kMedia.end()) return;
  const json::object* named = object_of(content, type);
  const json::object& medium = named != nullptr ? *named : content;
  add_media(event, text_of(medium, "url"), std::string(type));
  add_text(event, text_of(medium, "caption"));
}

void read_inbound(const json::object& body, WebhookEvent& event) {
  event.type = EventType::inbound_message;
  if (const json::object* message = object_of(body, "message")) {  // v0.1
    if (const json::object* content = object_of(*message, "content"))
      read_content(*content, text_of(*content, "type"), event);
    return;
  }
  add_text(event, text_of(body, "text"));
  const std::string type = text_of(body, "message_type");
  if (type != "text") read_content(body, type, event);
  const json::value* more = body.if_contains("content");
  if (more == nullptr || !more->is_array()) return;
  for (const json::value& one : more->get_array()) {
    if (const json::object* content = one.if_object()) read_content(*content, text_of(*content, "type"), event);
  }
}

}  // namespace

std::string messages_error_code(const json::object& error) {
  for (const char* name : {"title", "code"}) {
    if (std::string code = text_of(error, name); all_digits(code)) return code;
  }
  const std::string type = text_of(error, "type");
  const size_t mark = type.rfind('#');
  if (mark != std::string::npos && all_digits(type.substr(mark + 1))) return type.substr(mark + 1);
  return {};
}

void read_messages_webhook(const json::object& body, WebhookEvent& event) {
  event.provider_id = text_of(body, "message_uuid");
  const std::string channel = channel_of(body);
  if (!channel.empty() && channel != "sms" && channel != "mms" && channel != "rcs") return;
  event.from = address(body, "from");
  event.to = address(body, "to");
  if (const std::string status = text_of(body, "status"); !status.empty()) {
    event.type = EventType::delivery_status;
    event.provider_status = status;
    const MessageWord word = message_word(status);
    event.state = word.state;
    event.undelivered = word.undelivered;
    event.client_ref = text_of(body, "client_ref");
    read_error(body, event);
  } else if (body.contains("message_type") || body.contains("message") || body.contains("text") ||
             body.contains("content")) {
    read_inbound(body, event);
  }
}

}  // namespace tidings::carrier::vonage
