// What Twilio's answers about messages and about calls have in common: their fields, their errors, their pages. Used by
// answers.cc and calls.cc only. Pure, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "carrier/contract.h"

namespace tidings::carrier::twilio {

json::object body_object(const HttpResponse& response);  // empty when it is none
// A field as text whether it came as a string or as a number; null and everything else is empty.
std::string text_of(const json::object& object, std::string_view name);
std::string error_code_of(const json::object& object, std::string_view name);  // digits, or empty

// Every outcome but accepted. nullopt: 2xx. what: for people, "message" or "call".
std::optional<SendResult> without_acceptance(const HttpResult& result, std::string_view what);

// The answer to a question. Errors: see answers.h.
Result<json::object> ok_object(const HttpResult& result);
// Absolute, at origin; empty at the end. Error: corrupt when it is at any other place.
Result<std::string> next_page(const json::object& body, std::string_view origin);

}  // namespace tidings::carrier::twilio
