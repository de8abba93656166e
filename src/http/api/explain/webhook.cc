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

// {"receipt": {"status": …}} as a configuration file has it: receipt.status.
void add_values(const std::string& key, const json::value& value, carrier::CarrierConfig& out) {
  const auto* section = value.if_object();
  if (section == nullptr) out.values.emplace(key, text_of(value));
  for (size_t i = 0; section != nullptr && i < section->size(); ++i) {
    const auto& [name, inner] = *(section->begin() + static_cast<ptrdiff_t>(i));
    add_values(key + "." + std::string(name), inner, out);
  }
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
      out.public_url.resize(std::min(out.public_url.find('#'), out.public_url.size()));  // settings, never signed
      if (!out.public_url.empty()) TRY(split_url(out.public_url));
    } else {
      add_values(std::string(key), value, out);
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

// `prefix` followed by the end, or by what ends a path's segment.
bool stands_before(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return text.empty() || prefix.ends_with('/') || std::string_view("/?#").contains(text.front());
}

// What the carrier may have signed, likeliest first. Behind a proxy the request shows an inner host, scheme, or even
// path, so only the configured URL counts: an origin, a prefix the proxy cuts off or keeps, or the webhook's whole URL.
std::vector<std::string> signed_urls(const std::string& url, const std::string& public_url) {
  const auto configured = split_url(public_url);
  if (public_url.empty() || !configured) return {url};
  const auto received = split_url(url);
  const std::string origin = std::string(configured->scheme) + "://" + std::string(configured->authority);
  if (received && stands_before(origin, url)) return {url};  // as the carrier called it

  std::string target(received ? received->target : std::string_view(url));
  if (!target.starts_with('/') && !target.starts_with('?')) target.insert(0, "/");
  const std::string_view target_path = std::string_view(target).substr(0, target.find_first_of("?#"));
  const std::string_view target_query = std::string_view(target).substr(target_path.size());
  const std::string_view path = configured->target.substr(0, configured->target.find_first_of("?#"));
  const std::string_view query = configured->target.substr(path.size());
  std::string_view folder = path;
  while (folder.ends_with('/')) folder.remove_suffix(1);

  std::vector<std::string> out;
  if (target_query.empty() && !query.empty() && target_path == path) return {public_url};
  if (stands_before(folder, target_path)) return out.push_back(origin + target), out;
  out.push_back(origin + std::string(folder) + target);
  if (!query.empty() && (target_query.empty() || target_query == query)) out.push_back(public_url);
  if (query.empty()) out.push_back(origin + std::string(path) + std::string(target_query));
  return out;
}

Result<carrier::WebhookRequest> read_request(const json::object& object) {
  const json::value value(object);
  JsonReader in(value, "request");
  carrier::WebhookRequest out;
  out.method = in.text("method").value_or("POST");
  std::ranges::transform(out.method, out.method.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
  out.url = in.required_text("url");
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
  TRY(in.checked());
  TRY(add_headers(headers, out.headers));
  return out;
}

json::value opt_json(const WebhookEvent& event) {
  const auto both = inbox::combine(sms::classify_reply(event.text), event.opt);
  if (both.reply_class == sms::ReplyClass::none || both.reply_class == sms::ReplyClass::suspected_stop) return nullptr;
  return json::value(sms::to_string(both.reply_class));
}

// "whatsapp:+61…" is that person's number.
std::string number_of(const std::string& address) {
  const size_t colon = address.find(":+");
  return colon == std::string::npos ? address : address.substr(colon + 1);
}

void describe_event(const WebhookEvent& event, json::object& out) {
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) out[name] = text;
  };
  out["event"] = to_string(event.type);
  add("provider_id", event.provider_id);
  add("event_id", event.event_id);
  add("from", number_of(event.from));
  add("to", number_of(event.to));
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
  TRY(in.checked());
  const auto config = TRY(read_config(type, config_object, now));
  const auto reader = TRY(readers(config));
  auto request = TRY(read_request(*request_object));

  auto signature = carrier::Signature::absent;
  auto urls = signed_urls(request.url, config.public_url);
  for (auto url = urls.rbegin(); url != urls.rend(); ++url) {  // the likeliest last: it stays, and is the one read
    request.url = std::move(*url);
    if (signature != carrier::Signature::valid) signature = reader.check(request, now);
  }
  // accept is about the sender; what is wrong inside stands in `problem`.
  json::object out{{"signature", to_string(signature)}, {"accept", signature == carrier::Signature::valid}};
  const auto event = reader.read(request);
  describe_event(event ? *event : reader.glance ? reader.glance(request) : WebhookEvent{}, out);
  if (!event) out["problem"] = event.error().describe();
  return out;
}

}  // namespace tidings::http::explain
