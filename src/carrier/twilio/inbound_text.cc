#include "carrier/twilio/inbound_text.h"

#include <algorithm>

#include "base/crypto.h"

namespace tidings::carrier::twilio {
namespace {

constexpr size_t kBase64Least = 60;  // shorter words of these letters are common in plain text
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Bytes of the code point that starts text, 0 when it is not one (overlong, surrogate, cut, beyond U+10FFFF).
size_t code_point_bytes(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const auto tail = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned char b = byte(0);
  if (b < 0x80) return b == 0 ? 0 : 1;
  if (b >= 0xC2 && b <= 0xDF) return tail(1) ? 2 : 0;
  if (b >= 0xE0 && b <= 0xEF) {
    const bool shape = tail(1) && tail(2) && !(b == 0xE0 && byte(1) < 0xA0) && !(b == 0xED && byte(1) > 0x9F);
    return shape ? 3 : 0;
  }
  if (b >= 0xF0 && b <= 0xF4) {
    const bool shape =
        tail(1) && tail(2) && tail(3) && !(b == 0xF0 && byte(1) < 0x90) && !(b == 0xF4 && byte(1) > 0x8F);
    return shape ? 4 : 0;
  }
  return 0;
}

bool reads_as_text(std::string_view text) {
  size_t ascii = 0, all = 0;
  for (size_t i = 0; i < text.size(); ++all) {
    const size_t n = code_point_bytes(text.substr(i));
    const auto c = static_cast<unsigned char>(text[i]);
    if (n == 0 || c == 0x7F || (c < 0x20 && c != '\n' && c != '\r' && c != '\t')) return false;
    if (n == 1) ++ascii;
    i += n;
  }
  return all > 0 && ascii * 2 >= all;
}

}  // namespace

std::string clean_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const size_t n = code_point_bytes(text.substr(i));
    out += n == 0 ? kReplacement : text.substr(i, n);
    i += std::max<size_t>(n, 1);
  }
  return out;
}

std::string inbound_text(std::string_view body) {
  std::string letters;
  for (const char c : body) {
    if (c != '\r' && c != '\n') letters += c;
  }
  if (letters.size() >= kBase64Least && letters.size() % 4 == 0) {
    if (const auto decoded = crypto::from_base64(letters); decoded && reads_as_text(*decoded)) return *decoded;
  }
  return clean_utf8(body);
}

}  // namespace tidings::carrier::twilio
