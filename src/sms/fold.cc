#include "sms/fold.h"

#include <algorithm>
#include <string_view>

#include "sms/grapheme.h"
#include "sms/gsm7.h"
#include "sms/utf8.h"

namespace tidings::sms {
namespace {

// The base letter of each character from U+00C0 and U+1E00 on; '-' is none or more than one.
constexpr std::string_view kLatin =
    "AAAAAA-CEEEEIIIIDNOOOOO-OUUUUY--aaaaaa-ceeeeiiiidnooooo-ouuuuy-y"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi--JjKkkLlLlLl-"
    "-LlNnNnNnnNnOoOoOo--RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
constexpr std::string_view kLatinAdditional =
    "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm"
    "MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv"
    "WwWwWwWwWwXxXxYyZzZzZzhtwy-s----AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe"
    "EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy------";
static_assert(kLatin.size() == 0xC0 && kLatinAdditional.size() == 0x100);

struct Pair {
  char32_t from;
  std::string_view to;
};
constexpr Pair kSpecial[] = {
    // sorted
    {U'ª', "a"},  {U'²', "2"},  {U'³', "3"},  {U'¹', "1"},  {U'º', "o"},  {U'Æ', "AE"}, {U'Þ', "TH"}, {U'ß', "ss"},
    {U'æ', "ae"}, {U'þ', "th"}, {U'Ĳ', "IJ"}, {U'ĳ', "ij"}, {U'Ŀ', "L"},  {U'ŀ', "l"},  {U'Œ', "OE"}, {U'œ', "oe"},
    {U'Ơ', "O"},  {U'ơ', "o"},  {U'Ư', "U"},  {U'ư', "u"},  {U'Ș', "S"},  {U'ș', "s"},  {U'Ț', "T"},  {U'ț', "t"},
    {U'ẞ', "SS"}, {U'ℂ', "C"},  {U'ℊ', "g"},  {U'ℋ', "H"},  {U'ℌ', "H"},  {U'ℍ', "H"},  {U'ℎ', "h"},  {U'ℐ', "I"},
    {U'ℑ', "I"},  {U'ℒ', "L"},  {U'ℓ', "l"},  {U'ℕ', "N"},  {U'ℙ', "P"},  {U'ℚ', "Q"},  {U'ℛ', "R"},  {U'ℜ', "R"},
    {U'ℝ', "R"},  {U'ℤ', "Z"},  {U'ℨ', "Z"},  {U'ℬ', "B"},  {U'ℭ', "C"},  {U'ℯ', "e"},  {U'ℰ', "E"},  {U'ℱ', "F"},
    {U'ℳ', "M"},  {U'ℴ', "o"},  {U'ﬀ', "ff"}, {U'ﬁ', "fi"}, {U'ﬂ', "fl"}, {U'ﬅ', "st"}, {U'ﬆ', "st"},
};
static_assert(std::ranges::is_sorted(kSpecial, {}, &Pair::from));

// Alphabets in one run each: code points to letters, upper case first where both are there.
struct Alphabet {
  char32_t first, last;
  std::string_view letters;
};
constexpr std::string_view kBoth = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpper = kBoth.substr(0, 26), kLower = kBoth.substr(26), kDigits = "0123456789";
constexpr Alphabet kAlphabets[] = {
    {0x2070, 0x2079, kDigits},   {0x2080, 0x2089, kDigits},  {0x249C, 0x24B5, kLower},   {0x24B6, 0x24E9, kBoth},
    {0xFF10, 0xFF19, kDigits},   {0xFF21, 0xFF3A, kUpper},   {0xFF41, 0xFF5A, kLower},   {0x1D400, 0x1D6A3, kBoth},
    {0x1D7CE, 0x1D7FF, kDigits}, {0x1F110, 0x1F129, kUpper}, {0x1F130, 0x1F149, kUpper}, {0x1F150, 0x1F169, kUpper},
    {0x1F170, 0x1F189, kUpper},
};

bool is_other_letter(char32_t c) {
  return (c >= 0x180 && c <= 0x2AF) || (c >= 0x370 && c <= 0x587 && c != 0x37E && c != 0x387) ||
         (c >= 0x5D0 && c <= 0x5EA) || (c >= 0x620 && c <= 0x6D3) || (c >= 0x904 && c <= 0x1DBF) ||
         (c >= 0x1E00 && c <= 0x1FFF) || (c >= 0x3041 && c <= 0x30FE && c != 0x30FB) || (c >= 0x3105 && c <= 0x318E) ||
         (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x323AF);
}

char32_t small(char32_t c) {
  if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c == 0x401 ? 0x435 : c + 0x50;  // Ё as е
  if (c == 0x451) return 0x435;
  if (c >= 0x460 && c <= 0x52F) return c | 1;
  switch (c) {  // Greek vowels with accents
    case U'Ά':
    case U'ά':
      return U'α';
    case U'Έ':
    case U'έ':
      return U'ε';
    case U'Ή':
    case U'ή':
      return U'η';
    case U'Ί':
    case U'ί':
      return U'ι';
    case U'Ό':
    case U'ό':
      return U'ο';
    case U'Ύ':
    case U'ύ':
      return U'υ';
    case U'Ώ':
    case U'ώ':
      return U'ω';
    default:
      return c;
  }
}

CharKind ascii(std::string& out, char c) {
  if (c == '\n' || c == '\r' || c == '\v' || c == '\f') {
    out += '\n';
    return CharKind::line_end;
  }
  if (c == ' ' || c == '\t') {
    out += ' ';
    return CharKind::space;
  }
  if (c < 0x20 || c == 0x7F) return CharKind::dropped;
  out += c == '`' ? '\'' : c;
  if (c == '"') return CharKind::quote;
  if (c == '\'' || c == '`') return CharKind::apostrophe;
  if (c == '-') return CharKind::dash;
  const bool word = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  return word ? CharKind::letter : CharKind::other;
}

constexpr std::u32string_view kQuotes = U"«»“”„‟‹›❝❞〝〞〟＂「」『』";
constexpr std::u32string_view kApostrophes = U"‘’‚‛´ʹʻʼʽˈ′＇";
constexpr std::u32string_view kDashes = U"‐‑‒–—―−﹘﹣－";
constexpr std::u32string_view kStopSigns = U"🛑✋⛔🚫";
constexpr std::u32string_view kRudeSigns = U"🖕🤬";
constexpr std::u32string_view kSentenceEnds = U"。．！？，、；：…¡¿";

bool is_space(char32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}
bool is_invisible(char32_t c) {
  return (c >= 0x80 && c < 0xA0 && c != 0x85) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || c == 0x3164 || c == 0x115F ||
         c == 0x1160 || attaches_to_previous(c);
}

}  // namespace

CharKind append_folded(std::string& out, char32_t c) {
  if (c < 0x80) return ascii(out, static_cast<char>(c));
  if (is_invisible(c)) return CharKind::dropped;
  const auto put = [&out](std::string_view text, CharKind kind) {
    out += text;
    return kind;
  };
  if (is_space(c)) return put(" ", CharKind::space);
  if (c == 0x85 || c == 0x2028 || c == 0x2029) return put("\n", CharKind::line_end);
  if (kQuotes.contains(c)) return put("\"", CharKind::quote);
  if (kApostrophes.contains(c)) return put("'", CharKind::apostrophe);
  if (kDashes.contains(c)) return put("-", CharKind::dash);
  if (kStopSigns.contains(c)) return put("\x01", CharKind::stop_sign);
  if (kRudeSigns.contains(c)) return put("\x01", CharKind::rude_sign);
  if (kSentenceEnds.contains(c)) return put(".", CharKind::other);
  if (const auto* found = std::ranges::lower_bound(kSpecial, c, {}, &Pair::from);
      found != std::end(kSpecial) && found->from == c) {
    return put(found->to, CharKind::letter);
  }
  const char latin = c >= 0xC0 && c < 0x180      ? kLatin[c - 0xC0]
                     : c >= 0x1E00 && c < 0x1F00 ? kLatinAdditional[c - 0x1E00]
                                                 : '-';
  if (latin != '-') return put(std::string_view(&latin, 1), CharKind::letter);
  for (const auto& alphabet : kAlphabets) {
    if (c < alphabet.first || c > alphabet.last) continue;
    return put(alphabet.letters.substr((c - alphabet.first) % alphabet.letters.size(), 1), CharKind::letter);
  }
  if (const auto twin = smart_replacement(c); twin && twin->size() == 1) return ascii(out, (*twin)[0]);
  if (is_other_letter(c)) {
    append_utf8(out, small(c));
    return CharKind::letter;
  }
  return put("\x01", CharKind::other);
}

}  // namespace tidings::sms
