#include "sms/gsm7.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sms/utf8.h"

namespace tidings::sms {
namespace {

// By septet value, 0x00 first; 0x1B is the escape and has no character.
constexpr std::u32string_view kBasic =
    U"@£$¥èéùìòÇ\nØø\rÅå"
    U"Δ_ΦΓΛΩΠΨΣΘΞ\uFFFFÆæßÉ"
    U" !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    U"¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(kBasic.size() == 128 && kBasic[0x1B] == 0xFFFF);
constexpr std::u32string_view kExtension = U"\f^{}\\[~]|€";

constexpr size_t kDirect = 0x400;  // Greek is the last of the basic table
constexpr std::array<uint8_t, kDirect> kSeptets = [] {
  std::array<uint8_t, kDirect> septets{};
  for (const char32_t c : kBasic) {
    if (c < kDirect) septets[c] = 1;
  }
  for (const char32_t c : kExtension) {
    if (c < kDirect) septets[c] = 2;
  }
  return septets;
}();

struct Swap {
  std::u32string_view from;
  std::string_view to;
};
struct Run {  // consecutive code points to consecutive ASCII characters
  char32_t first, last;
  char to;
};

// Source: reference "smart encoding", Twilio's public calculator; 271 characters.
constexpr Swap kSwaps[] = {
    {U"\u00AB\u00BB\u201C\u201D\u201E\u201F\u02BA\u02EE\u275D\u275E\u301D\u301E\uFF02", "\""},
    {U"\u2018\u2019\u201B\u02B9\u02BB\u02BC\u02BD\u02C8\u02CA\u02CB\u00B4\u0060\u0313\u0314\u275B\u275C\uFE10\uFE11"
     U"\uFF07",
     "'"},
    {U"\u00F7\u2044\u2215\u29F8\u0337\u0338\uFF0F", "/"},
    {U"\u00BC", "1/4"},
    {U"\u00BD", "1/2"},
    {U"\u00BE", "3/4"},
    {U"\u29F5\u29F9\u20E5\uFE68\uFF3C", "\\"},
    {U"\u0332\u2017\uFF3F", "_"},
    {U"\u20D2\u20D3\u2223\u23B8\u23B9\u23D0\u239C\u239F\uFF5C", "|"},
    {U"\u2010\u2013\u2014\u2015\u2022\u2043\u23BC\u23BD\uFE63\uFF0D", "-"},
    {U"\uFE6B\uFF20", "@"},
    {U"\uFE69\uFF04", "$"},
    {U"\uFE5F\uFF03", "#"},
    {U"\uFE6A\uFF05", "%"},
    {U"\uFE60\uFF06", "&"},
    {U"\u01C3\uFE15\uFE57\uFF01", "!"},
    {U"\u203C", "!!"},
    {U"\u201A\u0326\u3001\uFE50\uFE51\uFF0C\uFF64", ","},
    {U"\u2768\u276A\uFE59\uFF08\u27EE\u2985", "("},
    {U"\u2769\u276B\uFE5A\uFF09\u27EF\u2986", ")"},
    {U"\u204E\u2217\u229B\u2722\u2723\u2724\u2725\u2731\u2732\u2733\u273A\u273B\u273C\u273D\u2743\u2749\u274A\u274B"
     U"\u29C6"
     U"\uFE61\uFF0A",
     "*"},
    {U"\u02D6\uFE62\uFF0B", "+"},
    {U"\u3002\uFE52\uFF0E\uFF61", "."},
    {U"\u2026", "..."},
    {U"\u02D0\u02F8\u2982\uA789\uFE13\uFF1A", ":"},
    {U"\u204F\uFE14\uFE54\uFF1B", ";"},
    {U"\uFE64\uFF1C\u2039", "<"},
    {U"\uFE65\uFF1E\u203A", ">"},
    {U"\u0347\uA78A\uFE66\uFF1D", "="},
    {U"\uFE16\uFE56\uFF1F", "?"},
    {U"\u1D00", "A"},
    {U"\u0299", "B"},
    {U"\u1D04", "C"},
    {U"\u1D05", "D"},
    {U"\u1D07", "E"},
    {U"\uA730", "F"},
    {U"\u0262", "G"},
    {U"\u029C", "H"},
    {U"\u026A", "I"},
    {U"\u1D0A", "J"},
    {U"\u1D0B", "K"},
    {U"\u029F", "L"},
    {U"\u1D0D", "M"},
    {U"\u0274", "N"},
    {U"\u1D0F", "O"},
    {U"\u1D18", "P"},
    {U"\u0280", "R"},
    {U"\uA731", "S"},
    {U"\u1D1B", "T"},
    {U"\u1D1C", "U"},
    {U"\u1D20", "V"},
    {U"\u1D21", "W"},
    {U"\u028F", "Y"},
    {U"\u1D22", "Z"},
    {U"\u02C6\u0302\uFF3E\u1DCD", "^"},
    {U"\u2774\uFE5B\uFF5B", "{"},
    {U"\u2775\uFE5C\uFF5D", "}"},
    {U"\uFF3B", "["},
    {U"\uFF3D", "]"},
    {U"\u02DC\u02F7\u0303\u0330\u0334\u223C\uFF5E", "~"},
    {U"\u00A0\u2000\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000\x80\x8D\x90\x9B\x9F", "  "},
    {U"\u2001\u2028\u2029", " "},
    {U"\t", "       "},
    {U"\x03\x04\x10\x11\x12\x13\x14\x17\x19\u200B\u200C\u2060\uFEFF", ""},
};
constexpr Run kRuns[] = {{0xFF10, 0xFF19, '0'}, {0xFF21, 0xFF3A, 'A'}};
constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";

struct Entry {
  char32_t from;
  std::string_view to;
};
constexpr size_t kEntries = [] {
  size_t n = 1;  // U+0000, which no literal above can hold
  for (const auto& swap : kSwaps) n += swap.from.size();
  for (const auto& run : kRuns) n += run.last - run.first + 1;
  return n;
}();
static_assert(kEntries == 271);

constexpr std::array<Entry, kEntries> kSmart = [] {
  std::array<Entry, kEntries> table{};
  size_t n = 0;
  table[n++] = {0, ""};
  for (const auto& swap : kSwaps) {
    for (const char32_t c : swap.from) table[n++] = {c, swap.to};
  }
  for (const auto& run : kRuns) {
    const std::string_view letters = run.to == 'A' ? kCapitals : kDigits;
    for (char32_t c = run.first; c <= run.last; ++c) table[n++] = {c, letters.substr(c - run.first, 1)};
  }
  std::ranges::sort(table, {}, &Entry::from);
  return table;
}();

}  // namespace

int gsm7_septets(char32_t c) { return c < kDirect ? kSeptets[c] : c == U'€' ? 2 : 0; }

std::optional<std::string_view> smart_replacement(char32_t c) {
  if (c >= 0x20 && c < 0x60) return std::nullopt;
  const auto found = std::ranges::lower_bound(kSmart, c, {}, &Entry::from);
  if (found == kSmart.end() || found->from != c) return std::nullopt;
  return found->to;
}

std::string smart_encode(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (size_t at = 0; at < utf8.size();) {
    const auto [c, bytes] = decode_char(utf8, at);
    at += bytes;
    if (const auto swap = smart_replacement(c)) {
      out += *swap;
    } else {
      append_utf8(out, c);
    }
  }
  return out;
}

}  // namespace tidings::sms
