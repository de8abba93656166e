#include <string>

#include "fuzz_input.h"
#include "sms/keywords.h"

using namespace tidings::sms;

namespace {

constexpr size_t kShort = 200, kWords = 40;  // bytes; whole replies, and replies of a few words

// Letters as full-width ones, and nothing visible between them: the same words to a reader.
std::string disguised(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      const unsigned point = 0xFF00u + static_cast<unsigned>(c) - 0x20u;  // U+FF21 is A, U+FF41 is a
      out += static_cast<char>(0xE0 | (point >> 12));
      out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
      out += static_cast<char>(0x80 | (point & 0x3F));
      out += "\xE2\x80\x8B";  // zero-width space
    } else {
      out += c;
    }
  }
  return out;
}

bool is_plain(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto text = fuzz_text(data, size);
  const std::string_view lang = size > 3 ? text.substr(0, 2) : std::string_view{};
  const auto got = classify_reply(text, lang);
  must(!got.because.empty(), "every answer has a reason");
  must(to_string(got.reply_class) != "", "the class is one of the five");
  must(classify_reply(text, lang).because == got.because, "the same answer twice");
  if (size >= kShort) return 0;

  const auto in_front = classify_reply("STOP\n> " + std::string(text.substr(0, text.find_first_of("\r\n\v\f"))));
  // What stands behind a quotation mark at the line's start is never read (if the input holds no other line end).
  if (text.find_first_of("\r\n\v\f\xC2\xE2") == std::string_view::npos) {
    must(in_front.reply_class == ReplyClass::stop, "STOP over a quoted line is STOP");
  }
  must(classify_reply(std::string(text) + " \n ", lang).reply_class == got.reply_class, "blanks behind say nothing");
  if (!is_plain(text)) return 0;
  must(classify_reply(" \n" + std::string(text), lang).reply_class == got.reply_class, "blanks in front say nothing");
  must(classify_reply(disguised(text), lang).reply_class == got.reply_class, "full width and zero width say nothing");
  const bool quotes = text.find_first_of("\"'`>*") != std::string_view::npos;
  if (size < kWords && !quotes && got.reply_class == ReplyClass::stop) {
    must(classify_reply("\"" + std::string(text) + "\"").reply_class != ReplyClass::none, "a quoted STOP is heard");
  }
  return 0;
}
