#include "sms/grapheme.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace tidings::sms {
namespace {

struct CodeRange {
  char32_t first, last;
};

#include "sms/grapheme_marks.inc"

constexpr char32_t kZwj = 0x200D;

// Signs written before the character they belong to (Arabic number signs, Malayalam dot reph, Indic prefixes).
constexpr CodeRange kPrepended[] = {
    {0x600, 0x605},     {0x6DD, 0x6DD},     {0x70F, 0x70F},     {0x890, 0x891},     {0x8E2, 0x8E2},
    {0xD4E, 0xD4E},     {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x111C2, 0x111C3}, {0x1193F, 0x1193F},
    {0x11941, 0x11941}, {0x11A3A, 0x11A3A}, {0x11A84, 0x11A89}, {0x11D46, 0x11D46}, {0x11F02, 0x11F02},
};

constexpr CodeRange kPictographs[] = {
    {0xA9, 0xA9},     {0xAE, 0xAE},     {0x203C, 0x203C},   {0x2049, 0x2049},   {0x2122, 0x2122},   {0x2139, 0x2139},
    {0x2194, 0x2199}, {0x21A9, 0x21AA}, {0x231A, 0x231B},   {0x2328, 0x2328},   {0x2388, 0x2388},   {0x23CF, 0x23CF},
    {0x23E9, 0x23F3}, {0x23F8, 0x23FA}, {0x24C2, 0x24C2},   {0x25AA, 0x25AB},   {0x25B6, 0x25B6},   {0x25C0, 0x25C0},
    {0x25FB, 0x25FE}, {0x2600, 0x2605}, {0x2607, 0x2612},   {0x2614, 0x2685},   {0x2690, 0x2705},   {0x2708, 0x2712},
    {0x2714, 0x2714}, {0x2716, 0x2716}, {0x271D, 0x271D},   {0x2721, 0x2721},   {0x2728, 0x2728},   {0x2733, 0x2734},
    {0x2744, 0x2744}, {0x2747, 0x2747}, {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},
    {0x2763, 0x2767}, {0x2795, 0x2797}, {0x27A1, 0x27A1},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2934, 0x2935},
    {0x2B05, 0x2B07}, {0x2B1B, 0x2B1C}, {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x3030, 0x3030},   {0x303D, 0x303D},
    {0x3297, 0x3297}, {0x3299, 0x3299}, {0x1F000, 0x1F1E5}, {0x1F201, 0x1F3FA}, {0x1F400, 0x1FAFF}, {0x1FC00, 0x1FFFD},
};

template <size_t N>
bool in(const CodeRange (&table)[N], char32_t c) {
  const auto* found = std::ranges::upper_bound(table, c, {}, &CodeRange::first);
  return found != std::begin(table) && c <= std::prev(found)->last;
}

bool attaches(char32_t c) { return c >= 0x300 && in(kAttaching, c); }
bool is_flag_letter(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }
// Line ends, controls and invisible format characters: nothing joins them from either side.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

enum class Jamo : uint8_t { none, l, v, t, lv, lvt };
Jamo jamo(char32_t c) {
  if ((c >= 0x1100 && c <= 0x115F) || (c >= 0xA960 && c <= 0xA97C)) return Jamo::l;
  if ((c >= 0x1160 && c <= 0x11A7) || (c >= 0xD7B0 && c <= 0xD7C6)) return Jamo::v;
  if ((c >= 0x11A8 && c <= 0x11FF) || (c >= 0xD7CB && c <= 0xD7FB)) return Jamo::t;
  if (c >= 0xAC00 && c <= 0xD7A3) return (c - 0xAC00) % 28 == 0 ? Jamo::lv : Jamo::lvt;
  return Jamo::none;
}
bool syllable_goes_on(char32_t before, char32_t next) {
  const Jamo n = jamo(next);
  switch (jamo(before)) {
    case Jamo::l:
      return n == Jamo::l || n == Jamo::v || n == Jamo::lv || n == Jamo::lvt;
    case Jamo::v:
    case Jamo::lv:
      return n == Jamo::v || n == Jamo::t;
    case Jamo::t:
    case Jamo::lvt:
      return n == Jamo::t;
    case Jamo::none:
      return false;
  }
  return false;
}

}  // namespace

bool attaches_to_previous(char32_t c) { return attaches(c); }

size_t cluster_length(std::u32string_view text, size_t at) {
  size_t base = at;
  while (text[base] >= 0x600 && in(kPrepended, text[base]) && base + 1 < text.size() && !is_control(text[base + 1]))
    ++base;
  const char32_t first = text[base];
  size_t end = base + 1;
  if (is_control(first)) return end - at;
  if (is_flag_letter(first) && end < text.size() && is_flag_letter(text[end])) ++end;
  bool pictograph = in(kPictographs, first);  // the cluster so far is a pictograph with marks: ZWJ may add another
  for (; end < text.size(); ++end) {
    const char32_t before = text[end - 1], next = text[end];
    if (next < 0x300 && before != kZwj) break;
    if (attaches(next) || syllable_goes_on(before, next)) continue;
    if (before != kZwj || !pictograph || !in(kPictographs, next)) break;
    pictograph = true;
  }
  return end - at;
}

}  // namespace tidings::sms
