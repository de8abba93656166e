// A do-not-contact register behind any JSON interface, its shape by configuration. A Washer. Placeholders in url and
// body: {number} one number, {numbers} all of a call as a JSON list, {reference}. Where the answer stands is said by
// JSON pointers (RFC 6901). Source: reference/providers §5.1: no such interface is documented, so nothing is assumed.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "service/washer.h"

namespace tidings::service::rest_register {

enum class NumberForm { e164, digits };  // +61412345678, 61412345678

struct Options {
  std::string url, result_url;  // result_url: the result by {reference}, GET; empty: there is no such question
  std::string method = "GET";
  std::string body;
  std::vector<std::pair<std::string, Secret>> headers;
  NumberForm form = NumberForm::e164;
  size_t numbers = 1;        // in one call; more than one needs {numbers} and `list`
  std::string list, number;  // pointer to the list of answers; in one of them, to its number
  std::string result;        // to the answer; from the top, or in one of the list
  std::vector<std::string> listed{"true"}, clear{"false"};  // values as text; any other is unknown
};

// Errors name the key.
Result<std::unique_ptr<Washer>> make_rest_register(Options options);

}  // namespace tidings::service::rest_register
