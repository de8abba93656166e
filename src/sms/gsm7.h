// The GSM-7 default alphabet and its extension table (GSM 03.38, 3GPP TS 23.038), and the smart-encoding table that
// swaps look-alikes into it. Any thread; pure. On the journey: message preview and pre-flight (segments), and before
// sending when the campaign asks for smart encoding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidings::sms {

// Septets the character costs in GSM-7: 1 basic, 2 extension, 0 when it is in neither table.
int gsm7_septets(char32_t code_point);

// What smart encoding puts in the place of a character: ASCII text, maybe empty (zero-width characters are removed).
// No value: the character stays.
std::optional<std::string_view> smart_replacement(char32_t code_point);

// The whole text with smart encoding applied. Characters without a twin stay; so do invalid bytes (as U+FFFD).
std::string smart_encode(std::string_view utf8);

}  // namespace tidings::sms
