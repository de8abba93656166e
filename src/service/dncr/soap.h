// SOAP 1.1 envelopes of the register, written and read. The only file of the product that knows the XML library.
// Pure; any thread. What is read comes from outside: nothing in it is trusted, no entity is fetched.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tidings::service::dncr {

using SoapParts = std::vector<std::pair<std::string, std::string>>;

// One call; parts in the order of the WSDL. `numbers`, if there are any, follow as NumbersToWash.
std::string write_call(std::string_view operation, const SoapParts& parts, const std::vector<std::string>& numbers);

struct SoapNumber {
  std::string number, result, error;  // digits as sent; "Y", "N", "I"; may be empty
};
struct SoapAnswer {
  std::optional<std::string> fault;  // its words, or its code
  std::optional<int64_t> code;       // of the system; not every answer has one
  std::optional<int64_t> balance;
  std::vector<SoapNumber> numbers;
};
// Error: invalid_argument, when it is no such envelope.
Result<SoapAnswer> read_answer(std::string_view text);

}  // namespace tidings::service::dncr
