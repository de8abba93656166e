// What a reply asks for: to stop, perhaps to stop, to start, help, or none of these. Any thread; pure; microseconds.
// On the journey: first thing in flow/inbox, inside the inbound request, before anything else reads the reply.
// stop           the whole body is a stop keyword (of any carrier or language), maybe repeated or with "please",
// "thanks" suspected_stop a refusal in other words, a misspelt keyword, a contradiction (STOP START), the wrong person,
// a threat,
//                swearing alone: hold everything to that number until a person decides
// start, help    the whole body is such a keyword and nothing else
// none           everything else, and quotations of our own text (reactions, quoted lines)
// Source: reference "opt-out, opt-in, help" 2.1 and 2.2.
#pragma once

#include <string>
#include <string_view>

namespace tidings::sms {

enum class ReplyClass { stop, suspected_stop, start, help, none };

std::string_view to_string(ReplyClass reply_class);  // "stop", "suspected_stop", …

struct Classification {
  ReplyClass reply_class = ReplyClass::none;
  std::string because;  // short plain words naming what matched; words of our tables only, never the person's own
};

// `lang` (ISO 639-1, may be empty) adds words that mean stop in that language only.
Classification classify_reply(std::string_view utf8, std::string_view lang = "");

}  // namespace tidings::sms
