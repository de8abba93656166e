// Calls by Vonage's Voice API: what is asked for, what comes back, what its events say. Used by vonage.cc and
// webhook.cc only, and only where there is an application and its key: every request carries a token. Pure, any thread.
//
// The text goes along as an NCCO; what a machine gets is Vonage's to see to (machine_detection). Where it goes on
// (continue) it speaks at once, into the machine's greeting perhaps: this API cannot wait for its end. An event names
// the call, and our reference in the query of the address it is sent to. The event's token covers its body alone, so
// that reference may only settle a call whose id nobody knows yet.
// Source: Vonage's description of its Voice API.
#pragma once

#include <string_view>

#include "base/json.h"
#include "carrier/contract.h"
#include "carrier/vonage/config.h"

namespace tidings::carrier::vonage {

inline constexpr size_t kSpokenMost = 1500;  // characters of one talk action

std::optional<SendResult> refuses_call(const OutgoingCall& call);
HttpRequest build_call(const Config& config, const OutgoingCall& call);
SendResult read_call_answer(const HttpResult& result);

// The calls since a little before ours, in pages, latest first. A call that was never connected has no time there: it
// counts as made when the list was answered, so that it is not taken for an older one.
HttpRequest build_call_list(const Config& config, const FindQuery& query, std::string_view page_url);
Result<FoundPage> read_call_list(const Config& config, const HttpResult& result);
HttpRequest build_call_fetch(const Config& config, std::string_view uuid, Instant now);
HttpRequest build_call_hangup(const Config& config, std::string_view uuid, Instant now);
// Of a fetch, or of a hang-up, whose answer says nothing more than that it is done.
// Errors: unauthenticated, not_found, rate_limited, unavailable (no answer, 5xx), corrupt, invalid_argument.
Result<FoundMessage> read_one_call(const HttpResult& result);

void read_call_webhook(std::string_view url, const json::object& body, WebhookEvent& event);

// The language that Vonage speaks for a BCP 47 tag: its own, or another country's of the same language.
std::optional<std::string_view> spoken_language(std::string_view tag);

}  // namespace tidings::carrier::vonage
