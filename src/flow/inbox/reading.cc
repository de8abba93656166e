#include "flow/inbox/reading.h"

namespace tidings::inbox {

std::string_view to_string(ReplyClass cls) {
  switch (cls) {
    case ReplyClass::none:
      return "none";
    case ReplyClass::stop:
      return "stop";
    case ReplyClass::suspected_stop:
      return "suspected_stop";
    case ReplyClass::start:
      return "start";
    case ReplyClass::help:
      return "help";
  }
  return "none";
}

Reading combine(Reading words, carrier::CarrierOpt signal) {
  if (words.cls == ReplyClass::stop) return words;
  switch (signal) {
    case carrier::CarrierOpt::stop:
      return {ReplyClass::stop, "the carrier says opted out"};
    case carrier::CarrierOpt::start:
    case carrier::CarrierOpt::help: {
      const bool start = signal == carrier::CarrierOpt::start;
      const ReplyClass said = start ? ReplyClass::start : ReplyClass::help;
      if (words.cls == ReplyClass::suspected_stop || words.cls == said) return words;
      return {said, start ? "the carrier says opted in" : "the carrier says help"};
    }
    case carrier::CarrierOpt::none:
      break;
  }
  return words;
}

bool is_bare_yes(std::string_view utf8) {
  std::string letters;
  for (const char c : utf8) {
    if (c >= 'A' && c <= 'Z') {
      letters += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) {
      letters += c;
    }
    if (letters.size() > 3) return false;
  }
  return letters == "yes";
}

}  // namespace tidings::inbox
