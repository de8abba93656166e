#include <string>

#include "fuzz_input.h"
#include "sms/keywords.h"

using namespace tidings::sms;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto text = fuzz_text(data, size);
  const auto got = classify_reply(text, size > 3 ? text.substr(0, 2) : "");
  must(!got.because.empty(), "every answer has a reason");
  must(to_string(got.reply_class) != "", "the class is one of the five");
  must(classify_reply(text, size > 3 ? text.substr(0, 2) : "").because == got.because, "the same answer twice");
  if (size < 200) {
    const auto in_front = classify_reply("STOP\n> " + std::string(text.substr(0, text.find_first_of("\r\n\v\f"))));
    // What stands behind a quotation mark at the line's start is never read (if the input holds no other line end).
    if (text.find_first_of("\r\n\v\f\xC2\xE2") == std::string_view::npos) {
      must(in_front.reply_class == ReplyClass::stop, "STOP over a quoted line is STOP");
    }
  }
  return 0;
}
