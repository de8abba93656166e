#include "carrier/vonage/requests.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/json.h"
#include "base/limits.h"
#include "carrier/vonage/numbers.h"
#include "carrier/vonage/token.h"
#include "sms/segments.h"

namespace tidings::carrier::vonage {
namespace {

constexpr int64_t kSmsTtlLeastS = 20, kSmsTtlMostS = 604'800;
constexpr int64_t kMmsTtlLeastS = 300, kMmsTtlMostS = 259'200;
constexpr int64_t kTokenS = 15 * 60;

HttpRequest post(std::string url, std::string type, std::string body) {
  HttpRequest request;
  request.method = "POST";
  request.url = std::move(url);
  request.timeout_ms = limits::kSendTimeoutMs;
  request.headers.add("Accept", "application/json");
  request.headers.add("Content-Type", std::move(type));
  request.body = std::move(body);
  return request;
}

bool needs_unicode(std::string_view text) { return sms::count_segments(text).encoding == sms::Encoding::ucs2; }

// Where Vonage keeps what people sent: below its API's hosts, api.nexmo.com and those of its regions.
bool is_vonage_media(const Config& config, std::string_view url) {
  constexpr std::string_view kPath = "/v3/media/";
  if (url.starts_with(config.base_url + std::string(kPath))) return true;
  const auto parts = split_url(url);
  if (!parts || parts->scheme != "https" || !parts->port.empty() || !parts->target.starts_with(kPath)) return false;
  if (parts->authority != parts->host) return false;
  for (const std::string_view host : {"api.nexmo.com", "api-us.nexmo.com", "api-eu.nexmo.com", "api-ap.nexmo.com"}) {
    if (parts->host == host) return true;
  }
  return false;
}

json::object picture(const OutgoingMessage& message) {
  json::object image{{"url", message.media_urls.front()}};
  if (!message.body.empty()) image["caption"] = message.body;
  return image;
}

}  // namespace

std::string bearer(const Config& config, std::string_view what, Instant now) {
  const int64_t now_s = now.ms / kSecondMs;
  const std::string request = config.application_id + " " + std::string(what) + " " + std::to_string(now.ms);
  const json::object claims{
      {"application_id", config.application_id}, {"iat", now_s}, {"exp", now_s + kTokenS}, {"jti", uuid_of(request)}};
  return "Bearer " + make_rs256_token(*config.private_key, claims);
}

std::string basic_authorization(const Config& config) {
  return "Basic " + crypto::to_base64(config.api_key + ":" + config.api_secret.reveal());
}

HttpRequest build_sms(const Config& config, const OutgoingMessage& message) {
  FormFields form{{"from", without_plus(message.from)}, {"to", without_plus(message.to)}, {"text", message.body}};
  if (needs_unicode(message.body)) form.emplace_back("type", "unicode");
  if (message.validity_s > 0) {
    const int64_t seconds = std::clamp<int64_t>(message.validity_s, kSmsTtlLeastS, kSmsTtlMostS);
    form.emplace_back("ttl", std::to_string(seconds * 1000));
  }
  form.emplace_back("client-ref", std::to_string(message.id.value));
  form.emplace_back("callback", config.status_callback);
  if (config.sign_requests) {
    form.emplace_back("api_key", config.api_key);
    form.emplace_back("timestamp", std::to_string(message.now.ms / kSecondMs));
    form.emplace_back("sig", sign(config.webhooks.secret, *config.webhooks.method, form));
  }
  HttpRequest request = post(config.base_url + "/sms/json", "application/x-www-form-urlencoded", encode_form(form));
  if (!config.sign_requests) request.headers.add("Authorization", basic_authorization(config));
  return request;
}

HttpRequest build_message(const Config& config, const OutgoingMessage& message) {
  const bool mms = !message.media_urls.empty();
  json::object body{{"channel", mms ? "mms" : "sms"},
                    {"message_type", mms ? "image" : "text"},
                    {"to", without_plus(message.to)},
                    {"from", without_plus(message.from)},
                    {"client_ref", std::to_string(message.id.value)},
                    {"webhook_url", config.status_callback},
                    {"webhook_version", "v1"}};
  if (mms) {
    body["image"] = picture(message);
  } else {
    body["text"] = message.body;
    body["sms"] = json::object{{"encoding_type", needs_unicode(message.body) ? "unicode" : "text"}};
  }
  if (message.validity_s > 0) {
    body["ttl"] =
        std::clamp<int64_t>(message.validity_s, mms ? kMmsTtlLeastS : kSmsTtlLeastS, mms ? kMmsTtlMostS : kSmsTtlMostS);
  }
  HttpRequest request = post(config.base_url + "/v1/messages", "application/json", json::serialize(body));
  request.headers.add(
      "Authorization",
      config.private_key
          ? bearer(config, std::to_string(message.id.value) + " " + std::to_string(message.attempt), message.now)
          : basic_authorization(config));
  return request;
}

HttpRequest build_fetch_media(const Config& config, HttpRequest plain, Instant now) {
  if (config.private_key && is_vonage_media(config, plain.url)) {
    plain.headers.add("Authorization", bearer(config, "media " + plain.url, now));
  }
  return plain;
}

}  // namespace tidings::carrier::vonage
