// Vonage's error codes, as data: what each one means for us. Three lists that share numbers and nothing else: the
// status in an answer of the SMS API, err-code of its receipts, and the codes of the Messages API, which stand in
// answers and receipts alike. Source: Vonage's API descriptions; the class is our judgement. A code without a row falls
// into a safe default: nothing is retried, nobody is suppressed, and the code is shown.
#pragma once

#include <span>
#include <string_view>

#include "domain/delivery.h"

namespace tidings::carrier::vonage {

// What an answer with this code says about the request.
enum class Says {
  refused,
  not_now,  // for any message: the account's rate
  account,  // no verdict on the message: nothing can be sent until somebody mends it
  unknown,  // Vonage itself does not know whether the message left
};

struct ErrorRow {
  int code;
  ErrorClass cls;
  std::string_view words;  // plain words for people
  Says says = Says::refused;
};

enum class ErrorList { sms_answer, sms_receipt, messages };

std::span<const ErrorRow> error_rows(ErrorList list);               // sorted by code
const ErrorRow* find_error(ErrorList list, std::string_view code);  // nullptr: not in the table

}  // namespace tidings::carrier::vonage
