// A reply as a person wrote it, made ready for reading: what others wrote (quoted lines, reactions that repeat our
// text, our own footer in quotes) and what devices added (signatures) is cut away, the rest becomes folded words in
// clauses. Any thread; pure. Bounded by kReplyBytes; the words behind it are not read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidings::sms {

struct ReplyWord {
  std::string text;      // folded, small letters, apostrophes inside words dropped ("don't" is "dont")
  uint16_t clause = 0;   // words of one clause share a number: clauses end at punctuation and line ends
  bool shouted = false;  // two letters or more, all capitals
  bool capital = false;  // only the first letter is one
};

struct ReplyText {
  std::vector<ReplyWord> words;
  bool quotation = false;  // something that quotes was cut away
  bool stop_sign = false;  // an emoji of a raised hand or a stop sign
  bool rude_sign = false;
  bool mixed_case = false;  // there are small letters, so shouting means something
};

ReplyText read_reply(std::string_view utf8);

// Folds a phrase of our own tables the same way: small letters, single spaces.
std::string fold_words(std::string_view utf8);

}  // namespace tidings::sms
