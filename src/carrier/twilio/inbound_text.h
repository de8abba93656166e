// The text of an inbound message as people wrote it: valid UTF-8, without NUL, and out of base64 where the network
// turned a long message into an attachment of itself. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace tidings::carrier::twilio {

// What is not UTF-8, and NUL, becomes U+FFFD; stores and JSON take nothing else.
std::string clean_utf8(std::string_view text);

// Long text of only base64 letters that decodes to clean text, most of it ASCII, was meant as that text.
std::string inbound_text(std::string_view body);

}  // namespace tidings::carrier::twilio
