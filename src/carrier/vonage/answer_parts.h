// What Vonage's answers about messages and about calls have in common. Used by answers.cc and calls.cc only. Pure, any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "carrier/contract.h"

namespace tidings::carrier::vonage {

SendResult make_result(Outcome outcome, ErrorClass cls, std::string code, std::string text);
std::string http_code(int status);                                  // "http_503"
json::object body_object(const HttpResponse& response);             // empty when it is none
std::optional<int64_t> retry_after_ms(const HttpHeaders& headers);  // seconds; a date is not read

// nullopt: it was answered, by a status that says something about what was asked for.
std::optional<SendResult> without_verdict(const HttpResult& result);
// A 4xx alone, where the body says no more. what: for people, "message" or "call".
SendResult by_http_status(const HttpResponse& response, std::string_view what);

}  // namespace tidings::carrier::vonage
