// Twilio Lookup v2: GET /v2/PhoneNumbers/{number}?Fields=…, Basic auth. 200 also for an invalid number; a package that
// could not answer has its error_code inside a 200. Plain validation is free, line types are billed.
// Source: Twilio's OpenAPI twilio_lookups_v2.
#pragma once

#include <memory>

#include "base/result.h"
#include "base/secret.h"
#include "service/number_lookup.h"

namespace tidings::service::twilio_lookup {

struct Options {
  std::string base_url;  // empty: Twilio's
  std::string account_sid;
  Secret auth_token;
  std::string api_key;  // instead of the account's token
  Secret api_secret;
  bool line_type = true;  // false: validation only, which is free
};

// Errors name the key of the configuration.
Result<std::unique_ptr<NumberLookup>> make_twilio_lookup(Options options);

}  // namespace tidings::service::twilio_lookup
