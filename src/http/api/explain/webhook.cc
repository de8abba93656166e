#include "http/api/explain/webhook.h"

#include <algorithm>

#include "flow/inbox/reading.h"
#include "sms/keywords.h"

namespace tidings::http::explain {
namespace {

using carrier::WebhookEvent;

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  return value.is_null() ? std::string() : json::serialize(value);
}

Result<carrier::CarrierConfig> read_config(const std::string& type, const json::object* config, Instant& now) {
  carrier::CarrierConfig out{type, type, {}, {}};
  if (config == nullptr) return out;
  for (const auto& [key, value] : *config) {
    if (key == "now") {
      const auto at =
          value.is_int64() ? Result<Instant>(Instant{value.get_int64() * kSecondMs}) : parse_utc(text_of(value));
      if (!at)
        return fail(ErrorCode::invalid_argument, "config.now must be a time or seconds since 1970", "config.now");
      now = *at;
    } else if (key == "public_url") {
      out.public_url = text_of(value);
      while (out.public_url.ends_with('/')) out.public_url.pop_back();
    } else {
      out.values.emplace(std::string(key), text_of(value));
    }
  }
  return out;
}

Result<> add_headers(const json::value* headers, HttpHeaders& out) {
  const auto wrong = [] {
    return fail(ErrorCode::invalid_argument, "request.headers must be an object or a list of [name, value]",
                "request.headers");
  };
  if (headers == nullptr || headers->is_null()) return {};
  if (const auto* object = headers->if_object()) {
    for (const auto& [name, value] : *object) {
      const auto* many = value.if_array();
      if (many == nullptr) out.add(std::string(name), text_of(value));
      for (size_t i = 0; many != nullptr && i < many->size(); ++i) out.add(std::string(name), text_of((*many)[i]));
    }
    return {};
  }
  if (!headers->is_array()) return wrong();
  for (const auto& one : headers->get_array()) {
    const auto* pair = one.if_array();
    if (pair == nullptr || pair->size() != 2) return wrong();
    out.add(text_of((*pair)[0]), text_of((*pair)[1]));
  }
  return {};
}

// What the carrier signed: behind a proxy, the request shows an inner host and scheme.
std::string signed_url(const std::string& url, const std::string& public_url) {
  if (public_url.empty()) return url;
  const auto parts = split_url(url);
  if (!parts) return public_url + (url.starts_with('/') ? "" : "/") + url;
  if (url.starts_with(public_url)) return url;
  return public_url + std::string(parts->target);
}

Result<carrier::WebhookRequest> read_request(const json::object& object, const std::string& public_url) {
  const json::value value(object);
  JsonReader in(value, "request");
  carrier::WebhookRequest out;
  out.method = in.text("method").value_or("POST");
  std::ranges::transform(out.method, out.method.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
  out.url = signed_url(in.required_text("url"), public_url);
  const json::value* body = object.if_contains("body");
  if (body != nullptr && !body->is_string() && !body->is_null())
    in.problem("body", "must be the text as it was received");
  out.body = in.text("body").value_or("");
  const json::value* headers = object.if_contains("headers");
  if (headers != nullptr && headers->is_array()) {
    in.array("headers");
  } else {
    in.object("headers");
  }
  TRY(in.done());
  TRY(add_headers(headers, out.headers));
  return out;
}

json::value opt_json(const WebhookEvent& event) {
  const auto both = inbox::combine(sms::classify_reply(event.text), event.opt);
  if (both.reply_class == sms::ReplyClass::none || both.reply_class == sms::ReplyClass::suspected_stop) return nullptr;
  return json::value(sms::to_string(both.reply_class));
}

void describe_event(const WebhookEvent& event, json::object& out) {
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) out[name] = text;
  };
  out["event"] = to_string(event.type);
  add("provider_id", event.provider_id);
  add("event_id", event.event_id);
  add("from", event.from);
  add("to", event.to);
  if (event.type == carrier::EventType::inbound_message) {
    out["text"] = event.text;
    json::array media;
    for (const auto& [url, type] : event.media) media.push_back(json::object{{"url", url}, {"type", type}});
    out["media"] = std::move(media);
    out["opt"] = opt_json(event);
    if (event.partial) out["partial"] = true;
  } else {
    add("provider_status", event.provider_status);
    if (event.type != carrier::EventType::ignored) out["state"] = to_string(event.state);
    add("error_code", event.error_code);
    add("client_ref", event.client_ref);
  }
}

}  // namespace

Result<json::value> explain_webhook(const json::value& question, const WebhookReaders& readers, Instant now) {
  JsonReader in(question);
  const std::string type = in.required_text("carrier");
  const auto* config_object = in.object("config");
  const auto* request_object = in.object("request");
  if (request_object == nullptr) in.problem("request", "is required");
  TRY(in.done());
  const auto config = TRY(read_config(type, config_object, now));
  const auto reader = TRY(readers(config));
  const auto request = TRY(read_request(*request_object, config.public_url));

  const auto signature = reader.check(request, now);
  json::object out{{"signature", to_string(signature)}, {"accept", false}};
  const auto event = reader.read(request);
  if (!event) {
    out["problem"] = event.error().describe();
    return out;
  }
  out["accept"] = signature == carrier::Signature::valid;
  describe_event(*event, out);
  return out;
}

}  // namespace tidings::http::explain
