// The smaller sections of a generic carrier's configuration, one reader each. Private to the room. Errors name the key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "carrier/generic/config.h"

namespace tidings::carrier::generic {

Result<std::vector<StatusRange>> read_statuses(std::string_view key,
                                               const std::vector<std::string>& list);  // "200-299"
Result<std::optional<std::regex>> read_regex(const CarrierConfig& config, const std::string& key);
Result<Finder> read_finder(const CarrierConfig& config, const std::string& key);  // key_pointer or key_regex
bool is_private_host(std::string_view host);                                      // 10/8, 172.16/12, 192.168/16

bool is_refusal_key(std::string_view rest);  // "0.status", …
Result<std::vector<Rule>> read_refusals(const CarrierConfig& config);
Result<Receipt> read_receipt(const CarrierConfig& config);
Result<Inbound> read_inbound(const CarrierConfig& config);

}  // namespace tidings::carrier::generic
