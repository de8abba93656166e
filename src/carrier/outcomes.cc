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

std::optional<SendResult> wrong_media(const OutgoingMessage& message, const MediaRules& rules, std::string_view who) {
  if (message.media_urls.empty()) return std::nullopt;
  if (rules.most == 0) return never_sent("no_media", fmt::format("{} sends no pictures or other media", who));
  if (message.media_urls.size() > rules.most) {
    return never_sent("too_many_media", fmt::format("the message has {} pieces of media; {} sends at most {}",
                                                    message.media_urls.size(), who, rules.most));
  }
  for (const auto& url : message.media_urls) {
    if (!split_url(url)) return never_sent("media_address", "a medium of the message has no http or https address");
  }
  return std::nullopt;
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

Error question_error(int status, std::string what, std::string_view hint) {
  switch (status) {
    case 401:
    case 403:
      return {ErrorCode::unauthenticated, std::move(what), {}, std::string(hint)};
    case 404:
      return {ErrorCode::not_found, std::move(what), {}, {}};
    case 429:
      return {ErrorCode::rate_limited, std::move(what), {}, "it is asked again later"};
    default:
      return {status >= 500 ? ErrorCode::unavailable : ErrorCode::invalid_argument, std::move(what), {}, {}};
  }
}

}  // namespace tidings::carrier
