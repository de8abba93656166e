// OpenPhone's keys, checked. See openphone.h for what they mean.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "carrier/contract.h"
#include "carrier/openphone/signature.h"

namespace tidings::carrier::openphone {

struct Config {
  std::string name, base_url, user_id, inbox_status;
  Secret api_key;
  SigningKeys signing;
  std::map<std::string, std::string, std::less<>> phone_number_ids;  // +E.164 → PN…
  double requests_per_s = 0;
};

Result<Config> read_config(const CarrierConfig& config);

}  // namespace tidings::carrier::openphone
