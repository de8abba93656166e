#include "carrier/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/crypto.h"
#include "base/json.h"

namespace tidings::carrier {

std::unexpected<Error> wrong_key(std::string_view key, std::string_view what, std::string_view hint) {
  return fail(ErrorCode::invalid_argument, fmt::format("{} {}", key, what), std::string(key), std::string(hint));
}

std::string setting(const CarrierConfig& config, std::string_view key) {
  const auto found = config.values.find(std::string(key));
  return found == config.values.end() ? std::string{} : found->second;
}

std::vector<std::pair<std::string, std::string>> settings_below(const CarrierConfig& config, std::string_view key) {
  std::vector<std::pair<std::string, std::string>> out;
  const std::string prefix = std::string(key) + ".";
  for (auto it = config.values.lower_bound(prefix); it != config.values.end() && it->first.starts_with(prefix); ++it)
    out.emplace_back(it->first.substr(prefix.size()), it->second);
  return out;
}

std::vector<std::string> setting_list(const CarrierConfig& config, std::string_view key) {
  std::vector<std::string> out;
  for (auto& [place, value] : settings_below(config, key)) out.push_back(value);
  const std::string text = setting(config, key);
  if (text.starts_with('[')) {
    const auto value = parse_json(text);
    if (value && value->is_array()) {
      for (const auto& one : value->get_array())
        out.push_back(one.is_string() ? std::string(one.get_string()) : json::serialize(one));
      return out;
    }
  }
  for (size_t i = 0; i < text.size();) {
    const size_t end = std::min(text.find_first_of(", \t\r\n", i), text.size());
    if (end > i) out.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return out;
}

Result<bool> setting_flag(const CarrierConfig& config, std::string_view key, bool fallback) {
  const std::string text = setting(config, key);
  if (text.empty()) return fallback;
  if (text != "true" && text != "false") return wrong_key(key, "must be true or false");
  return text == "true";
}

Result<double> setting_number(const CarrierConfig& config, std::string_view key, double fallback, double least,
                              double most) {
  const std::string text = setting(config, key);
  if (text.empty()) return fallback;
  double value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || !(value >= least && value <= most))
    return wrong_key(key, fmt::format("must be a number from {} to {}", least, most));
  return value;
}

Result<> only_keys(const CarrierConfig& config, std::string_view what, std::span<const std::string_view> keys,
                   std::span<const std::string_view> tables) {
  for (const auto& [key, value] : config.values) {
    const auto dot = key.find('.');
    const std::string_view head = std::string_view(key).substr(0, dot);
    if (dot == std::string::npos && std::ranges::find(keys, head) != keys.end()) continue;
    if (dot != std::string::npos && std::ranges::find(tables, head) != tables.end()) continue;
    return wrong_key(key, fmt::format("is not a key of {}", what),
                     fmt::format("known keys: {}", fmt::join(keys, ", ")));
  }
  return {};
}

Result<std::string> setting_base_url(const CarrierConfig& config, std::string_view key, std::string_view fallback) {
  std::string url = setting(config, key);
  if (url.empty()) return std::string(fallback);
  while (url.ends_with('/')) url.pop_back();
  const auto parts = split_url(url);
  if (!parts || parts->authority.find('@') != std::string_view::npos || url.find_first_of("?#") != std::string::npos)
    return wrong_key(key, "must be an http or https URL without user, query or fragment",
                     fmt::format("leave it out for {}", fallback));
  if (parts->scheme == "http" && !is_loopback(*parts))
    return wrong_key(key, "must be https: credentials do not cross a network in the clear");
  return url;
}

Result<std::string> loose_base64(std::string_view text) {
  std::string padded(text);
  while (!padded.empty() && padded.back() == '=') padded.pop_back();
  while (padded.size() % 4 != 0) padded += '=';
  return crypto::from_base64(padded);
}

}  // namespace tidings::carrier
