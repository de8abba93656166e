#include "flow/inbox/reading.h"

#include <algorithm>

#include "sms/reply_text.h"

namespace tidings::inbox {

Reading combine(Reading words, carrier::CarrierOpt signal) {
  if (words.reply_class == ReplyClass::stop) return words;
  switch (signal) {
    case carrier::CarrierOpt::stop:
      return {ReplyClass::stop, "the carrier says opted out"};
    case carrier::CarrierOpt::start:
    case carrier::CarrierOpt::help: {
      const bool start = signal == carrier::CarrierOpt::start;
      const ReplyClass said = start ? ReplyClass::start : ReplyClass::help;
      if (words.reply_class == ReplyClass::suspected_stop || words.reply_class == said) return words;
      return {said, start ? "the carrier says opted in" : "the carrier says help"};
    }
    case carrier::CarrierOpt::none:
      break;
  }
  return words;
}

Reading by_policy(Reading reading, std::string_view utf8, const Policy& policy) {
  if (policy.stop_words.empty() && policy.help_words.empty()) return reading;
  std::string said;
  for (const auto& word : sms::read_reply(utf8).words) said += (said.empty() ? "" : " ") + word.text;
  const auto among = [&](const std::vector<std::string>& words) {
    return !said.empty() && std::ranges::any_of(words, [&](const auto& word) { return sms::fold_words(word) == said; });
  };
  if (reading.reply_class != ReplyClass::stop && among(policy.stop_words))
    return {ReplyClass::stop, "a stop word of the department"};
  if (reading.reply_class == ReplyClass::none && among(policy.help_words))
    return {ReplyClass::help, "a help word of the department"};
  return reading;
}

bool is_bare_yes(std::string_view utf8) {
  const sms::ReplyText reply = sms::read_reply(utf8);
  return reply.words.size() == 1 && reply.words.front().text == "yes";
}

}  // namespace tidings::inbox
