#include "flow/inbox/reading.h"

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

bool is_bare_yes(std::string_view utf8) {
  const sms::ReplyText reply = sms::read_reply(utf8);
  return reply.words.size() == 1 && reply.words.front().text == "yes";
}

}  // namespace tidings::inbox
