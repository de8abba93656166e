// UTF-8 decoding that cannot fail: every byte that is not part of a well-formed character reads as U+FFFD.
// Any thread; pure. Overlong forms, surrogates and values past U+10FFFF are not well-formed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidings::sms {

inline constexpr char32_t kReplacement = 0xFFFD;

struct DecodedChar {
  char32_t code_point;
  uint8_t bytes;  // consumed, 1 to 4
};

// The character at text[at]; `at` must be inside the text.
DecodedChar decode_char(std::string_view text, size_t at);

void append_utf8(std::string& out, char32_t code_point);

std::u32string to_code_points(std::string_view text);

bool is_valid_utf8(std::string_view text);

size_t count_characters(std::string_view text);  // code points: every byte but those that go on with one

// What is not UTF-8, and NUL, becomes U+FFFD: stores and JSON take nothing else.
std::string storable_text(std::string_view text);

}  // namespace tidings::sms
