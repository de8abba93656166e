#include "carrier/twilio/webhook.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "carrier/twilio/calls.h"
#include "carrier/twilio/error_table.h"
#include "carrier/twilio/inbound_text.h"
#include "carrier/twilio/request_parts.h"
#include "carrier/twilio/status.h"

namespace tidings::carrier::twilio {
namespace {

std::string first_of(const FormFields& fields, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (const std::string_view value = form_get(fields, name); !value.empty()) return std::string(value);
  }
  return {};
}

bool has(const FormFields& fields, std::string_view name) {
  return std::ranges::find(fields, name, &FormFields::value_type::first) != fields.end();
}

// A plus that was not escaped in a query arrives as a space.
std::string address(std::string_view text) {
  std::string out = clean_utf8(text);
  if (out.size() > 7 && out[0] == ' ' && out.find_first_not_of("0123456789", 1) == std::string::npos) out[0] = '+';
  return out;
}

CarrierOpt opt_signal(std::string_view type) {
  const std::string word = lower_ascii(type);
  if (word == "stop") return CarrierOpt::stop;
  if (word == "start") return CarrierOpt::start;
  if (word == "help") return CarrierOpt::help;
  return CarrierOpt::none;
}

void read_error(const FormFields& fields, WebhookEvent& event) {
  event.error_code = clean_utf8(form_get(fields, "ErrorCode"));
  if (event.error_code == "0") event.error_code.clear();
  if (const ErrorRow* row = find_error(event.error_code)) event.error_class = row->cls;
}

void read_inbound(const FormFields& fields, WebhookEvent& event) {
  event.type = EventType::inbound_message;
  event.text = inbound_text(form_get(fields, "Body"));
  event.opt = opt_signal(form_get(fields, "OptOutType"));
  for (size_t i = 0; i < limits::kMediaPerMessage; ++i) {
    const std::string_view url = form_get(fields, "MediaUrl" + std::to_string(i));
    if (url.empty()) continue;
    const std::string_view type = form_get(fields, "MediaContentType" + std::to_string(i));
    event.media.emplace_back(clean_utf8(url), clean_utf8(type));
  }
}

}  // namespace

WebhookEvent glance_twilio_webhook(const WebhookRequest& request) {
  const FormFields query = query_fields(request.url);
  const bool form = request.method == "POST" && has_form_body(request);
  const FormFields fields = request.method == "GET" ? query : form ? parse_form(request.body) : FormFields{};

  WebhookEvent event;
  event.client_ref = clean_utf8(form_get(query, "m"));
  event.event_id = clean_utf8(request.headers.get("I-Twilio-Idempotency-Token"));
  event.from = address(form_get(fields, "From"));
  event.to = address(form_get(fields, "To"));

  if (!form_get(fields, "CallStatus").empty()) {
    read_call_webhook(query, fields, event);
    read_error(fields, event);
    return event;
  }

  const std::string status = first_of(fields, {"MessageStatus", "SmsStatus"});
  const bool content = has(fields, "Body") || has(fields, "NumMedia") || has(fields, "OptOutType");
  event.provider_id = clean_utf8(first_of(fields, {"MessageSid", "SmsSid", "SmsMessageSid"}));
  event.provider_status = clean_utf8(status);
  // MessageStatus stands only in status callbacks; some of those repeat the body.
  if (!has(fields, "MessageStatus") && (is_inbound_word(status) || (status.empty() && content))) {
    read_inbound(fields, event);
  } else if (!status.empty()) {
    event.type = EventType::delivery_status;
    const MessageWord word = message_word(status);
    event.state = word.state;
    event.undelivered = word.undelivered;
    read_error(fields, event);
  }
  return event;
}

Result<WebhookEvent> read_twilio_webhook(const WebhookRequest& request) {
  WebhookEvent event = glance_twilio_webhook(request);
  if (event.type == EventType::ignored || !event.provider_id.empty()) return event;
  if (event.type == EventType::call_status || event.type == EventType::call_asks) {
    return fail(ErrorCode::invalid_argument, "a call's webhook names no CallSid");
  }
  // An opt-out that names no message is one all the same: the inbox gives it an id of its own.
  if (event.type == EventType::inbound_message && event.opt != CarrierOpt::none && !event.from.empty()) return event;
  return fail(ErrorCode::invalid_argument, "the webhook names no MessageSid");
}

bool is_twilio_keyword(std::string_view text) {
  constexpr std::array<std::string_view, 11> kWords{"stop",   "unsubscribe", "end",   "quit", "stopall", "revoke",
                                                    "optout", "cancel",      "start", "yes",  "unstop"};
  constexpr std::string_view kSpaces = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return false;
  const auto word = text.substr(begin, text.find_last_not_of(kSpaces) + 1 - begin);
  return std::ranges::find(kWords, lower_ascii(word)) != kWords.end();
}

HttpResponse answer_twilio_webhook(const WebhookEvent& event) {
  HttpResponse response;
  if (event.type != EventType::inbound_message) {
    response.status = 204;
    return response;
  }
  response.headers.add("Content-Type", "text/xml");
  response.body = R"(<?xml version="1.0" encoding="UTF-8"?><Response></Response>)";
  return response;
}

}  // namespace tidings::carrier::twilio
