// Twilio's error codes, as data: what each one means for us. Read by the answer to a send and by status callbacks.
// Source: Twilio's error list; the class is our judgement. Codes without a row fall into a safe default: the message
// failed, nothing is retried, nobody is suppressed, and the code is shown.
#pragma once

#include <span>
#include <string_view>

#include "domain/delivery.h"

namespace tidings::carrier::twilio {

struct ErrorRow {
  int code;
  ErrorClass cls;
  std::string_view words;        // plain words for people
  bool outcome_unknown = false;  // Twilio itself does not know whether the message left
};

std::span<const ErrorRow> error_rows();  // sorted by code
const ErrorRow* find_error(int code);    // nullptr: not in the table
const ErrorRow* find_error(std::string_view code);

}  // namespace tidings::carrier::twilio
