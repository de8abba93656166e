#include "carrier/vonage/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "carrier/settings.h"
#include "carrier/vonage/vonage.h"

namespace tidings::carrier::vonage {
namespace {

constexpr std::array<std::string_view, 16> kKeys{"api",
                                                 "api_key",
                                                 "api_secret",
                                                 "application_id",
                                                 "private_key",
                                                 "signature_secret",
                                                 "signature_method",
                                                 "sign_requests",
                                                 "max_age_s",
                                                 "base_url",
                                                 "reports_url",
                                                 "status_callback_url",
                                                 "requests_per_s",
                                                 "voice_url",
                                                 "calls_per_s",
                                                 "media_bytes"};
constexpr size_t kCallbackMost = 100;  // characters, of the SMS API

std::unexpected<Error> wrong(std::string_view key, std::string_view what, std::string_view hint) {
  return fail(ErrorCode::invalid_argument, fmt::format("{} {}", key, what), std::string(key), std::string(hint));
}

std::string value_of(const CarrierConfig& config, const char* key) {
  const auto found = config.values.find(key);
  return found == config.values.end() ? std::string{} : found->second;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (i == 8 || i == 13 || i == 18 || i == 23 ? c != '-' : !hex) return false;
  }
  return true;
}

bool letters_and_digits(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

// In the environment a key's lines are often one, with \n between them.
std::string pem_of(std::string text) {
  for (size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) text.replace(at, 2, "\n");
  return text;
}

Result<std::string> read_base(std::string_view key, std::string url, std::string_view otherwise) {
  if (url.empty()) return std::string(otherwise);
  while (url.ends_with('/')) url.pop_back();
  const auto parts = split_url(url);
  if (!parts || parts->authority.find('@') != std::string_view::npos || url.find_first_of("?#") != std::string::npos)
    return wrong(key, "must be an http or https URL without user, query or fragment", "leave it out for Vonage");
  if (parts->scheme == "http" && !is_loopback(*parts))
    return wrong(key, "must be https: credentials do not cross a network in the clear", "");
  return url;
}

Result<std::string> read_callback(std::string url, std::string_view public_url) {
  const bool own = !url.empty();
  const std::string_view key = own ? "status_callback_url" : "public_url";
  if (!own) url = std::string(public_url) + "/webhooks/vonage/status";
  url.resize(std::min(url.find('#'), url.size()));
  if (!split_url(url)) return wrong(key, "must be an http or https URL that Vonage can reach", "");
  if (url.size() > kCallbackMost) {
    return wrong(key,
                 fmt::format("makes a callback address of {} characters; Vonage takes {}", url.size(), kCallbackMost),
                 "set a shorter status_callback_url");
  }
  return url;
}

Result<> read_credentials(const CarrierConfig& config, Config& out) {
  out.api_key = value_of(config, "api_key");
  out.api_secret = Secret(value_of(config, "api_secret"));
  out.application_id = value_of(config, "application_id");
  const std::string pem = pem_of(value_of(config, "private_key"));
  if (out.api_key.size() != 8 || !letters_and_digits(out.api_key))
    return wrong("api_key", "must be 8 letters and digits", "copy it from the first page of Vonage's dashboard");
  if (!out.application_id.empty() && !is_uuid(out.application_id))
    return wrong("application_id", "must be the id of a Vonage application", "copy it from Applications");
  if (!out.application_id.empty() && pem.empty())
    return wrong("private_key", "is required with application_id", "or private_key_file, the file Vonage gave");
  if (out.application_id.empty() && !pem.empty()) return wrong("application_id", "is required with private_key", "");
  if (!pem.empty()) {
    auto key = crypto::RsaKey::from_pem(Secret(pem));
    if (!key) return wrong("private_key", key.error().what, "the text or the file Vonage gave for the application");
    out.private_key = std::move(*key);
  }
  if (out.sign_requests) {
    if (out.api == Api::messages)
      return wrong("sign_requests", "is of the SMS API only", "the Messages API takes application_id and private_key");
    if (out.webhooks.secret.empty()) return wrong("signature_secret", "is required with sign_requests", "");
    if (!out.webhooks.method)
      return wrong("signature_method", "is required with sign_requests", "md5hash, md5, sha1, sha256 or sha512");
    return {};
  }
  if (out.api_secret.empty() && (out.api == Api::sms || !out.private_key))
    return wrong("api_secret", "is required",
                 out.api == Api::sms ? "or sign_requests = true" : "or application_id and private_key");
  return {};
}

Result<bool> read_flag(const CarrierConfig& config, const char* key) {
  const std::string text = value_of(config, key);
  if (!text.empty() && text != "true" && text != "false") return wrong(key, "must be true or false", "");
  return text == "true";
}

}  // namespace

Result<WebhookSecret> read_webhook_secret(const CarrierConfig& config) {
  WebhookSecret out;
  out.secret = value_of(config, "signature_secret");
  out.api_key = value_of(config, "api_key");
  const std::string method = value_of(config, "signature_method");
  if (!method.empty()) {
    out.method = sign_method_from(method);
    if (!out.method)
      return wrong("signature_method", "must be md5hash, md5, sha1, sha256 or sha512",
                   "as it is chosen in Vonage's dashboard, API settings");
  }
  const std::string age = value_of(config, "max_age_s");
  if (age.empty()) return out;
  int64_t seconds = 0;
  const auto [end, ec] = std::from_chars(age.data(), age.data() + age.size(), seconds);
  if (ec != std::errc{} || end != age.data() + age.size() || seconds < 1 || seconds > 7 * 86'400)
    return wrong("max_age_s", "must be a whole number from 1 to 604800", "300, unless late webhooks are to be taken");
  out.max_age_ms = seconds * kSecondMs;
  return out;
}

Result<Config> read_config(const CarrierConfig& config) {
  for (const auto& [key, value] : config.values) {
    if (std::ranges::find(kKeys, key) == kKeys.end())
      return wrong(key, "is not a key of a Vonage carrier", fmt::format("known keys: {}", fmt::join(kKeys, ", ")));
  }
  Config out;
  out.name = config.name.empty() ? "vonage" : config.name;
  const std::string api = value_of(config, "api");
  if (!api.empty() && api != "sms" && api != "messages") return wrong("api", "must be sms or messages", "");
  out.api = api == "messages" ? Api::messages : Api::sms;
  out.sign_requests = TRY(read_flag(config, "sign_requests"));
  out.webhooks = TRY(read_webhook_secret(config));
  TRY(read_credentials(config, out));
  if (const std::string rate = value_of(config, "requests_per_s"); !rate.empty()) {
    const auto [end, ec] = std::from_chars(rate.data(), rate.data() + rate.size(), out.requests_per_s);
    if (ec != std::errc{} || end != rate.data() + rate.size() ||
        !(out.requests_per_s > 0 && out.requests_per_s <= 1000))
      return wrong("requests_per_s", "must be a number above 0, at most 1000", "30 unless Vonage has raised it");
  }
  out.base_url = TRY(read_base("base_url", value_of(config, "base_url"),
                               out.api == Api::sms ? "https://rest.nexmo.com" : "https://api.nexmo.com"));
  out.reports_url = TRY(read_base("reports_url", value_of(config, "reports_url"), "https://api.nexmo.com"));
  out.voice_url = TRY(read_base("voice_url", value_of(config, "voice_url"), "https://api.nexmo.com"));
  out.calls_per_s = TRY(setting_number(config, "calls_per_s", 3, 0.01, 1000));
  out.media_bytes = static_cast<size_t>(TRY(setting_number(config, "media_bytes", 500'000, 1, 5'000'000)));
  out.status_callback = TRY(read_callback(value_of(config, "status_callback_url"), config.public_url));
  return out;
}

}  // namespace tidings::carrier::vonage
