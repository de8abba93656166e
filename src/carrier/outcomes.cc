#include "carrier/outcomes.h"

#include <fmt/format.h>

namespace tidings::carrier {

SendResult unknown_outcome(std::string code, std::string words) {
  SendResult out;
  out.outcome = Outcome::unknown;
  out.error_code = std::move(code);
  out.error_text = std::move(words);
  return out;
}

SendResult never_sent(std::string code, std::string words) {
  SendResult out;
  out.outcome = Outcome::refused;
  out.error_class = ErrorClass::content;
  out.error_code = std::move(code);
  out.error_text = std::move(words);
  return out;
}

std::optional<SendResult> without_caller(const OutgoingCall& call) {
  if (call.from.starts_with('+')) return std::nullopt;
  SendResult out = never_sent("no_caller", "a call needs a phone number as its sender");
  out.error_class = ErrorClass::sender;
  return out;
}

std::optional<SendResult> without_answer(const HttpResult& result, std::string_view who) {
  switch (result.transport) {
    case Transport::not_sent: {
      SendResult out;
      out.outcome = Outcome::busy;
      out.error_class = ErrorClass::transient;
      out.error_code = "not_sent";
      out.error_text = fmt::format("{} could not be reached: {}", who, result.problem);
      return out;
    }
    case Transport::maybe_sent:
      return unknown_outcome("no_answer", fmt::format("{} did not answer: {}", who, result.problem));
    case Transport::answered:
      break;
  }
  return std::nullopt;
}

}  // namespace tidings::carrier
