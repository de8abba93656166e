#include "carrier/twilio/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "carrier/settings.h"

namespace tidings::carrier::twilio {
namespace {

constexpr std::array<std::string_view, 9> kKeys{
    "account_sid",           "auth_token",       "api_key",    "api_secret", "base_url", "status_callback_url",
    "messaging_service_sid", "own_stop_replies", "calls_per_s"};

std::unexpected<Error> wrong(std::string_view key, std::string_view what, std::string_view hint) {
  return fail(ErrorCode::invalid_argument, fmt::format("{} {}", key, what), std::string(key), std::string(hint));
}

std::string value_of(const CarrierConfig& config, const char* key) {
  const auto found = config.values.find(key);
  return found == config.values.end() ? std::string{} : found->second;
}

bool is_sid(std::string_view text, std::string_view prefix) {
  return text.size() == 34 && text.starts_with(prefix) &&
         std::ranges::all_of(text.substr(2), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_token(std::string_view text) {
  return text.size() == 32 && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

Result<> check_credentials(const Config& out, std::string_view key, std::string_view secret) {
  if (!is_sid(out.account_sid, "AC"))
    return wrong("account_sid", "must be AC and 32 hex digits", "copy it from the Twilio console's first page");
  if (!out.auth_token.empty() && !is_token(out.auth_token.reveal()))
    return wrong("auth_token", "must be 32 characters", "copy it from the Twilio console's first page");
  if (!key.empty() && !is_sid(key, "SK"))
    return wrong("api_key", "must be SK and 32 hex digits", "copy it from API keys in the Twilio console");
  if (!key.empty() && secret.empty()) return wrong("api_secret", "is required with api_key", "");
  if (key.empty() && !secret.empty()) return wrong("api_key", "is required with api_secret", "");
  if (key.empty() && out.auth_token.empty())
    return wrong("auth_token", "is required", "set auth_token, or api_key and api_secret");
  return {};
}

Result<std::string> read_base_url(std::string url) {
  if (url.empty()) return std::string("https://api.twilio.com");
  while (url.ends_with('/')) url.pop_back();
  const auto parts = split_url(url);
  if (!parts || parts->authority.find('@') != std::string_view::npos || url.find_first_of("?#") != std::string::npos)
    return wrong("base_url", "must be an http or https URL without user, query or fragment", "leave it out for Twilio");
  if (parts->scheme == "http" && !is_loopback(*parts))
    return wrong("base_url", "must be https: credentials do not cross a network in the clear", "");
  return url;
}

Result<std::string> read_callback(std::string url, std::string_view public_url) {
  const bool own = !url.empty();
  const std::string_view key = own ? "status_callback_url" : "public_url";
  if (!own) url = std::string(public_url) + "/webhooks/twilio/status";
  const auto parts = split_url(url);
  if (!parts) return wrong(key, "must be an http or https URL that Twilio can reach", "");
  if (parts->host.find('_') != std::string_view::npos)
    return wrong(key, "has an underscore in its host name, which Twilio refuses", "use another host name");
  return url.substr(0, url.find('#'));
}

}  // namespace

std::string callback_for(const Config& config, MessageId id) {
  const char joint = config.status_callback.find('?') == std::string::npos ? '?' : '&';
  return fmt::format("{}{}m={}", config.status_callback, joint, id.value);
}

Result<Config> read_config(const CarrierConfig& config) {
  for (const auto& [key, value] : config.values) {
    if (std::ranges::find(kKeys, key) == kKeys.end())
      return wrong(key, "is not a key of a Twilio carrier", fmt::format("known keys: {}", fmt::join(kKeys, ", ")));
  }
  Config out;
  out.name = config.name.empty() ? "twilio" : config.name;
  out.account_sid = value_of(config, "account_sid");
  out.auth_token = Secret(value_of(config, "auth_token"));
  out.messaging_service_sid = value_of(config, "messaging_service_sid");
  const std::string key = value_of(config, "api_key");
  const std::string secret = value_of(config, "api_secret");
  TRY(check_credentials(out, key, secret));
  out.user = key.empty() ? out.account_sid : key;
  out.password = key.empty() ? out.auth_token : Secret(secret);
  if (!out.messaging_service_sid.empty() && !is_sid(out.messaging_service_sid, "MG"))
    return wrong("messaging_service_sid", "must be MG and 32 hex digits", "copy it from the service's settings");
  out.base_url = TRY(read_base_url(value_of(config, "base_url")));
  const std::string own = value_of(config, "own_stop_replies");
  if (!own.empty() && own != "true" && own != "false")
    return wrong("own_stop_replies", "must be true or false",
                 "true where Twilio answers STOP itself: long codes and messaging services without Advanced Opt-Out");
  out.own_stop_replies = own == "true";
  out.calls_per_s = TRY(setting_number(config, "calls_per_s", 1, 0.01, 1000));
  out.status_callback = TRY(read_callback(value_of(config, "status_callback_url"), config.public_url));
  return out;
}

}  // namespace tidings::carrier::twilio
