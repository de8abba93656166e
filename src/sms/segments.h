// How many SMS segments a text costs, and why: encoding, units, and the character that forces UCS-2. Any thread; pure.
// On the journey: preview while composing, forecast and pre-flight, the throttle (rates count segments). An estimate:
// the carrier's own number is what is billed. Source: reference "SMS encoding and segments"; equal to Twilio's public
// counter.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidings::sms {

enum class Encoding { gsm7, ucs2 };

std::string_view to_string(Encoding encoding);  // "GSM-7", "UCS-2"

struct ForcedBy {
  char32_t code_point = 0;
  std::string character;  // the same, as UTF-8
  int index = 0;          // in characters (code points) from the start of the text
  std::optional<std::string>
      twin;  // GSM-7 text smart encoding would use instead; may be empty: the character is dropped
};

struct Segments {
  Encoding encoding = Encoding::gsm7;
  int segments = 1;
  int units = 0;                      // septets for GSM-7, 16-bit units for UCS-2
  std::optional<ForcedBy> forced_by;  // the first character outside GSM-7
};

// Every byte that is not valid UTF-8 counts as one U+FFFD. Empty text is one segment of 0 units.
Segments count_segments(std::string_view utf8);

}  // namespace tidings::sms
