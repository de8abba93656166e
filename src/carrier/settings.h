// What the carriers' readers of configuration have in common: keys, base URLs, secrets in base64. Pure, any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "carrier/contract.h"

namespace tidings::carrier {

std::unexpected<Error> wrong_key(std::string_view key, std::string_view what, std::string_view hint = {});

std::string setting(const CarrierConfig& config, std::string_view key);  // empty: not given
// A list: key.0, key.1, … as the file's arrays come; or one text, a JSON array or divided by commas or spaces.
std::vector<std::string> setting_list(const CarrierConfig& config, std::string_view key);
// The keys below key, with their values: [carrier.NAME.key] of the file.
std::vector<std::pair<std::string, std::string>> settings_below(const CarrierConfig& config, std::string_view key);

Result<bool> setting_flag(const CarrierConfig& config, std::string_view key, bool fallback);
Result<double> setting_number(const CarrierConfig& config, std::string_view key, double fallback, double least,
                              double most);

// The first key that is neither one of these nor below one of `tables`. Error: invalid_argument naming it.
Result<> only_keys(const CarrierConfig& config, std::string_view what, std::span<const std::string_view> keys,
                   std::span<const std::string_view> tables = {});

// Without slashes at its end; https, or http to this machine; no user, query or fragment.
Result<std::string> setting_base_url(const CarrierConfig& config, std::string_view key, std::string_view fallback);

// Base64 with or without its padding.
Result<std::string> loose_base64(std::string_view text);

}  // namespace tidings::carrier
