// The outcomes of a send that every carrier means alike, whatever its answers look like. Pure, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "carrier/contract.h"

namespace tidings::carrier {

SendResult unknown_outcome(std::string code, std::string words);  // it may have arrived: never sent again blind
SendResult never_sent(std::string code, std::string words);       // by refuses(): this text can never leave here

// More media than this carrier takes, or an address that nobody can fetch. By refuses().
std::optional<SendResult> wrong_media(const OutgoingMessage& message, const MediaRules& rules, std::string_view who);

// A call comes from a phone number: a name cannot call. By refuses_call().
std::optional<SendResult> without_caller(const OutgoingCall& call);

// What no answer means for a send: nothing left, or it may have arrived. nullopt: there is an answer to read. who: for
// people, "Twilio".
std::optional<SendResult> without_answer(const HttpResult& result, std::string_view who);

// What an answer that is an error means for a question: a look-up, a list, a cancel. what: for people; hint: about the
// credentials.
Error question_error(int status, std::string what, std::string_view hint);

}  // namespace tidings::carrier
