// NumVerify: GET with the number's digits, the key in the query or, at the API gateway, in a header. Errors come with
// HTTP 200 and "success": false; on success that member is not there, so an answer is one that has "valid".
// Source: apilayer's documentation and public clients.
#pragma once

#include <memory>

#include "base/result.h"
#include "base/secret.h"
#include "service/number_lookup.h"

namespace tidings::service::numverify {

enum class KeyIn { query, header };

struct Options {
  std::string base_url;  // empty: apilayer's
  Secret access_key;
  KeyIn key_in = KeyIn::query;    // header: api.apilayer.com
  bool allow_plain_http = false;  // some plans have no https: the key and the numbers then cross networks in the clear
};

// Errors name the key of the configuration.
Result<std::unique_ptr<NumberLookup>> make_numverify(Options options);

}  // namespace tidings::service::numverify
