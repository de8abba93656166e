#include "flow/audience/text_decoder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace tidings::flow {
namespace {

constexpr size_t kOutBytes = 32 << 10;  // decoded text given out at once

size_t find_non_ascii(std::string_view text) {
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (word & 0x8080808080808080) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

// Length of the well-formed sequence at the start of `s`, whose first byte is >= 0x80. 0: broken. -1: cut off, so far
// good.
int sequence_length(std::string_view s) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned lead = byte(0);
  int length = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;  // bounds of the second byte: no overlong forms, no surrogates, nothing above U+10FFFF
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  for (int i = 1; i < length; ++i) {
    if (static_cast<size_t>(i) == s.size()) return -1;
    if (byte(i) < low || byte(i) > high) return 0;
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

void append_utf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// 0x80..0x9F of Windows-1252; the five holes stay the control characters they are in Latin-1.
constexpr std::array<uint16_t, 32> kWindows1252High = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                       0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// UTF-16 without a mark: text of mostly Latin script has a zero in nearly every second place, and only on one side.
TextEncoding guess_utf16(std::string_view window) {
  size_t zeros[2] = {0, 0};
  for (size_t i = 0; i < window.size(); ++i) zeros[i & 1] += window[i] == '\0';
  const size_t enough = std::max<size_t>(2, window.size() / 8);  // a quarter of one side
  if (zeros[1] >= enough && zeros[0] * 16 <= zeros[1]) return TextEncoding::utf16le;
  if (zeros[0] >= enough && zeros[1] * 16 <= zeros[0]) return TextEncoding::utf16be;
  return TextEncoding::ascii;
}

}  // namespace

std::string_view to_string(TextEncoding encoding) {
  switch (encoding) {
    case TextEncoding::ascii:
      return "ascii";
    case TextEncoding::utf8:
      return "utf-8";
    case TextEncoding::utf16le:
      return "utf-16le";
    case TextEncoding::utf16be:
      return "utf-16be";
    case TextEncoding::windows1252:
      return "windows-1252";
  }
  return "ascii";
}

size_t find_invalid_utf8(std::string_view text) {
  size_t at = 0;
  while (true) {
    at += find_non_ascii(text.substr(at));
    if (at == text.size()) return std::string_view::npos;
    const int length = sequence_length(text.substr(at));
    if (length <= 0) return at;
    at += static_cast<size_t>(length);
  }
}

uint64_t source_width(std::string_view text, TextEncoding encoding) {
  if (encoding == TextEncoding::ascii || encoding == TextEncoding::utf8) return text.size();
  uint64_t characters = 0;
  uint64_t pairs = 0;
  bool odd_byte = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    characters += (byte & 0xC0) != 0x80;
    pairs += byte >= 0xF0;
    odd_byte |= byte == 0xFF;
  }
  if (encoding == TextEncoding::windows1252) return characters;
  return 2 * (characters + pairs) - (odd_byte ? 3 : 0);  // the odd last byte of a UTF-16 file stands as one 0xFF
}

TextDecoder::TextDecoder(TextEncoding known, uint64_t byte_offset)
    : phase_(known == TextEncoding::ascii ? Phase::ascii : Phase::decided), encoding_(known), origin_(byte_offset) {}

void TextDecoder::feed(std::string_view bytes, const Sink& sink) {
  if (phase_ == Phase::start) {
    const size_t take = std::min(bytes.size(), kStartWindow - held_.size());
    held_.append(bytes.substr(0, take));
    bytes.remove_prefix(take);
    if (held_.size() < kStartWindow) return;
    begin(sink);
  }
  decode(bytes, sink);
}

void TextDecoder::finish(const Sink& sink) {
  if (phase_ == Phase::start) begin(sink);
  if (phase_ == Phase::judging) judge(true, sink);
  if (encoding_ == TextEncoding::utf16le || encoding_ == TextEncoding::utf16be) decode_utf16({}, true, sink);
}

void TextDecoder::begin(const Sink& sink) {
  const std::string window = std::exchange(held_, {});
  std::string_view bytes = window;
  size_t mark = 0;
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    encoding_ = TextEncoding::utf8;
    mark = 3;
  } else if (bytes.starts_with("\xFF\xFE")) {
    encoding_ = TextEncoding::utf16le;
    mark = 2;
  } else if (bytes.starts_with("\xFE\xFF")) {
    encoding_ = TextEncoding::utf16be;
    mark = 2;
  } else {
    encoding_ = guess_utf16(bytes);
  }
  phase_ = encoding_ == TextEncoding::ascii ? Phase::ascii : Phase::decided;
  origin_ += mark;
  bytes.remove_prefix(mark);
  decode(bytes, sink);
}

void TextDecoder::judge(bool at_end, const Sink& sink) {
  const std::string window = std::exchange(held_, {});
  const std::string_view bytes = window;
  size_t good = 0;
  size_t broken = 0;
  size_t at = 0;
  while ((at += find_non_ascii(bytes.substr(at))) < bytes.size()) {
    const int length = sequence_length(bytes.substr(at));
    if (length < 0 && !at_end) break;  // cut by the window's edge: no evidence either way
    length > 0 ? ++good : ++broken;
    at += length > 0 ? static_cast<size_t>(length) : 1;
  }
  encoding_ = good > broken ? TextEncoding::utf8 : TextEncoding::windows1252;
  phase_ = Phase::decided;
  decode(bytes, sink);
}

void TextDecoder::decode(std::string_view bytes, const Sink& sink) {
  if (bytes.empty()) return;
  if (phase_ == Phase::ascii) {
    const size_t ascii = find_non_ascii(bytes);
    emit(bytes.substr(0, ascii), ascii, sink);
    bytes.remove_prefix(ascii);
    if (bytes.empty()) return;
    phase_ = Phase::judging;
  }
  if (phase_ == Phase::judging) {
    const size_t take = std::min(bytes.size(), kJudgeWindow - held_.size());
    held_.append(bytes.substr(0, take));
    bytes.remove_prefix(take);
    if (held_.size() < kJudgeWindow) return;
    judge(false, sink);
    if (bytes.empty()) return;
  }
  switch (encoding_) {
    case TextEncoding::ascii:
    case TextEncoding::utf8:
      return emit(bytes, bytes.size(), sink);
    case TextEncoding::windows1252:
      return decode_windows1252(bytes, sink);
    case TextEncoding::utf16le:
    case TextEncoding::utf16be:
      return decode_utf16(bytes, false, sink);
  }
}

void TextDecoder::decode_windows1252(std::string_view bytes, const Sink& sink) {
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, kOutBytes);
    out_.clear();
    for (size_t at = 0; at < part.size();) {
      const size_t ascii = find_non_ascii(part.substr(at));
      out_.append(part.substr(at, ascii));
      at += ascii;
      if (at == part.size()) break;
      const auto byte = static_cast<unsigned char>(part[at++]);
      append_utf8(out_, byte < 0xA0 ? kWindows1252High[byte - 0x80] : byte);
    }
    emit(out_, part.size(), sink);
    bytes.remove_prefix(part.size());
  }
}

void TextDecoder::decode_utf16(std::string_view bytes, bool at_end, const Sink& sink) {
  std::string joined;
  if (!held_.empty()) {
    joined = std::exchange(held_, {});
    joined.append(bytes);
    bytes = joined;
  }
  const bool big = encoding_ == TextEncoding::utf16be;
  const auto unit_at = [&](size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<uint32_t>(big ? first << 8 | second : second << 8 | first);
  };
  out_.clear();
  size_t at = 0;
  size_t given = 0;
  while (at + 2 <= bytes.size()) {
    const uint32_t unit = unit_at(at);
    uint32_t code = unit;
    size_t width = 2;
    if (unit >= 0xD800 && unit <= 0xDBFF) {
      if (at + 4 > bytes.size() && !at_end) break;
      const uint32_t next = at + 4 <= bytes.size() ? unit_at(at + 2) : 0;
      if (next >= 0xDC00 && next <= 0xDFFF) {
        code = 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00);
        width = 4;
      }
    }
    append_utf8(out_, code);  // a lone surrogate becomes three bytes that are not UTF-8: its record is rejected
    at += width;
    if (out_.size() >= kOutBytes) {
      emit(out_, at - given, sink);
      given = at;
      out_.clear();
    }
  }
  if (at_end && at < bytes.size()) {
    out_ += '\xFF';
    at = bytes.size();
  }
  if (!out_.empty()) emit(out_, at - given, sink);
  held_.assign(bytes.substr(at));
}

void TextDecoder::emit(std::string_view text, size_t source_bytes, const Sink& sink) {
  const uint64_t origin = std::exchange(origin_, origin_ + source_bytes);
  if (!text.empty()) sink({text, origin, encoding_});
}

}  // namespace tidings::flow
