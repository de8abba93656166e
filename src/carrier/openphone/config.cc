#include "carrier/openphone/config.h"

#include <algorithm>
#include <array>

#include "carrier/settings.h"

namespace tidings::carrier::openphone {
namespace {

constexpr std::array<std::string_view, 10> kKeys{"api_key",        "signing_key",     "signing_keys", "webhook_token",
                                                 "max_age_s",      "base_url",        "user_id",      "inbox_status",
                                                 "requests_per_s", "phone_number_ids"};
constexpr std::array<std::string_view, 2> kTables{"signing_keys", "phone_number_ids"};
// Ten are allowed a second and key; one is left for looking up what became of unclear ones.
constexpr double kRequestsPerS = 9, kRequestsPerSMost = 10;

bool is_id(std::string_view text, std::string_view prefix) {
  return text.size() > prefix.size() && text.starts_with(prefix) && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
         });
}

bool is_number(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text.front() == '+' &&
         text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

Result<Config> read_config(const CarrierConfig& config) {
  TRY(only_keys(config, "an OpenPhone carrier", kKeys, kTables));
  Config out;
  out.name = config.name.empty() ? "openphone" : config.name;
  const std::string key = setting(config, "api_key");
  if (key.empty()) return wrong_key("api_key", "is required", "make one in the workspace's settings, under API");
  if (!std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7f; }) || key.starts_with("Bearer"))
    return wrong_key("api_key", "must be the key alone, without spaces", "the word Bearer does not belong to it");
  out.api_key = Secret(key);
  out.signing = TRY(read_signing_keys(config));
  out.base_url = TRY(setting_base_url(config, "base_url", "https://api.quo.com"));
  out.user_id = setting(config, "user_id");
  if (!out.user_id.empty() && !is_id(out.user_id, "US"))
    return wrong_key("user_id", "must begin with US", "leave it out to send as the number's owner");
  out.inbox_status = setting(config, "inbox_status");
  if (!out.inbox_status.empty() && out.inbox_status != "done")
    return wrong_key("inbox_status", "must be done or left out", "done moves the conversation out of the open inbox");
  if (const auto text = setting(config, "phone_number_ids"); !text.empty())
    return wrong_key("phone_number_ids", "must be a table of numbers", R"(write "+12025550100" = "PN…" in it)");
  for (const auto& [number, id] : settings_below(config, "phone_number_ids")) {
    const std::string where = "phone_number_ids." + number;
    if (!is_number(number))
      return wrong_key(where, "must be named by a number with +", R"(write "+12025550100" = "PN…")");
    if (!is_id(id, "PN"))
      return wrong_key(where, "must be PN and letters or digits", "GET /v1/phone-numbers lists them");
    out.phone_number_ids.emplace(number, id);
  }
  out.requests_per_s = TRY(setting_number(config, "requests_per_s", kRequestsPerS, 0.1, kRequestsPerSMost));
  return out;
}

}  // namespace tidings::carrier::openphone
