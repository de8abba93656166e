// Twilio's REST wire format, seen from the server's side: what a request must hold, and how answers are written. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/json.h"
#include "carrier/sandbox/ledger.h"
#include "carrier/sandbox/options.h"

namespace tidings::carrier::sandbox {

inline constexpr std::string_view kApiVersion = "2010-04-01";

HttpResponse json_answer(int status, const json::value& body);
HttpResponse api_error(int status, int code);  // with Twilio's body and our own words

// Basic authentication with the account's sid and token, and the account of the path. nullopt: welcome.
std::optional<HttpResponse> check_access(const HttpRequest& request, std::string_view account,
                                         const SandboxOptions& options);

// The code Twilio would answer a new message's form with, 0 when it is fine.
int check_new_message(const FormFields& form);

json::object message_json(const Message& message, std::string_view account_sid);
std::string rfc2822(Instant at);  // "Thu, 24 Aug 2023 05:01:45 +0000"

bool is_stop_keyword(std::string_view text);  // the whole text, case and spaces around it ignored
bool is_start_keyword(std::string_view text);

std::string media_sid(const Message& message, size_t i);
json::object media_json(const Message& message, std::string_view account_sid);  // GET …/Messages/{sid}/Media.json

// GET …/Messages.json: a page of the messages the query asks for, of both directions, newest first.
HttpResponse list_messages(Ledger& ledger, const FormFields& query, std::string_view account_sid);

}  // namespace tidings::carrier::sandbox
