// OpenPhone's error codes, as data: what each one means for us. Source: the vendor's v1 document and reference pages;
// the classes are our judgement. A code without a row falls into a safe default by its HTTP status.
#pragma once

#include <span>
#include <string_view>

#include "carrier/contract.h"

namespace tidings::carrier::openphone {

struct ErrorRow {
  std::string_view code;
  Outcome outcome;
  ErrorClass cls;
  BusyWith with;           // busy: who waits
  int64_t retry_after_ms;  // busy: 0 = as the caller sees fit
  std::string_view words;  // plain words for people
};

std::span<const ErrorRow> error_rows();
const ErrorRow* find_error(std::string_view code);  // nullptr: not in the table

}  // namespace tidings::carrier::openphone
