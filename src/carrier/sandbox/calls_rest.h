// The wire formats of calls, seen from the server's side: Twilio's Calls and Vonage's Voice API. What a request must
// hold, and how answers, lists and webhooks are written. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/json.h"
#include "carrier/sandbox/call_book.h"
#include "carrier/sandbox/options.h"

namespace tidings::carrier::sandbox {

// The call, or the code Twilio would answer with.
struct NewCall {
  Call call;
  int code = 0;
};
NewCall read_twilio_call(const FormFields& form);
int call_code(int code);  // of a fate drawn as for messages: what it is for a call
json::object twilio_call_json(const Call& call, std::string_view account_sid);
HttpResponse list_twilio_calls(CallBook& book, const FormFields& query, std::string_view account_sid);
FormFields twilio_call_fields(const Call& call, CallStatus status, const SandboxOptions& options);
std::string answered_by(const Call& call);  // machine_start and so on; empty: not detected, or nobody yet

std::optional<Call> read_vonage_call(std::string_view body);  // nullopt: not as documented
json::object vonage_call_json(const Call& call);
HttpResponse list_vonage_calls(CallBook& book, const FormFields& query);
// word: Vonage's, "started", "machine".
json::object vonage_call_event(const Call& call, std::string_view word, Instant at);
std::string_view vonage_call_word(CallStatus status);
HttpResponse vonage_call_error(int status, int code);

}  // namespace tidings::carrier::sandbox
