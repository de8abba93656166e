// OpenPhone's wire format, seen from the server's side: v1 (send, list of one conversation, one message) and the
// workspace's log of 2026-03-30. Written from the same description as the carrier, with code of its own. Pure.
// A number's id is PN and its digits: PN12025550100 is +12025550100.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/json.h"
#include "carrier/sandbox/ledger.h"
#include "carrier/sandbox/options.h"

namespace tidings::carrier::sandbox {

bool is_openphone_path(std::string_view path);

// code is Twilio's or, from 200000 on, OpenPhone's own; 429 and 5xx come in the shape that was seen, others in the
// documented one.
HttpResponse openphone_error(int status, int code);

// The raw key, without "Bearer". nullopt: welcome.
std::optional<HttpResponse> check_openphone_access(const HttpRequest& request, const SandboxOptions& options);

// A new message as Twilio's fields, so that what becomes of it is decided in one place. nullopt: not as documented.
std::optional<FormFields> read_openphone_message(std::string_view body);

json::object openphone_message(const Message& message);
HttpResponse list_openphone_conversation(Ledger& ledger, const FormFields& query);  // GET /v1/messages
HttpResponse list_openphone_log(Ledger& ledger, const FormFields& query);           // GET /messages

// Whether a webhook is made of this word at all: "sent" none, failures only in generation 3.
bool openphone_tells(std::string_view status, const SandboxOptions& options);
// "received", "delivered", "failed", "undelivered".
std::string openphone_event(std::string_view word, const Message& message, int64_t generation);

}  // namespace tidings::carrier::sandbox
