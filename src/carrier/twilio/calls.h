// Calls by Twilio: what is asked for, what comes back, what a call's webhooks say. Used by twilio.cc and webhook.cc.
// Pure, any thread.
//
// A text that a machine gets too stands in the request itself, and Twilio waits for the end of the machine's greeting
// (DetectMessageEnd). One that only people get is asked for when somebody has taken the call: Twilio posts to the
// status callback's own address, with `ask` beside our reference in its query, and instruct_call answers.
// Source: Twilio's description of Calls and of TwiML.
#pragma once

#include <string>

#include "carrier/contract.h"
#include "carrier/twilio/config.h"

namespace tidings::carrier::twilio {

inline constexpr size_t kSpokenMost = 3800;  // characters; the tags around them and what is escaped fill the rest

std::optional<SendResult> refuses_call(const OutgoingCall& call);
FormFields call_form(const Config& config, const OutgoingCall& call);
SendResult read_call_answer(const HttpResult& result);

// Errors: see answers.h.
Result<FoundPage> read_call_page(const HttpResult& result, std::string_view origin);
Result<FoundMessage> read_one_call(const HttpResult& result);

// A webhook that carries CallStatus: query is that of the URL, fields what was signed.
void read_call_webhook(const FormFields& query, const FormFields& fields, WebhookEvent& event);

// The text for a person, or for what may be one; nothing for a machine or a fax.
HttpResponse instruct_call(const OutgoingCall& call, const WebhookEvent& event);

}  // namespace tidings::carrier::twilio
