#include "sms/segments.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "sms/grapheme.h"
#include "sms/gsm7.h"
#include "sms/utf8.h"

namespace tidings::sms {
namespace {

std::string times(int n, std::string_view what) {
  std::string out;
  for (int i = 0; i < n; ++i) out += what;
  return out;
}

TEST(Segments, CountsByTheTable) {
  struct Row {
    std::string text;
    Encoding encoding;
    int segments, units;
  };
  const Row rows[] = {
      {"", Encoding::gsm7, 1, 0},
      {"Hello", Encoding::gsm7, 1, 5},
      {times(160, "a"), Encoding::gsm7, 1, 160},
      {times(161, "a"), Encoding::gsm7, 2, 161},
      {times(306, "a"), Encoding::gsm7, 2, 306},
      {times(307, "a"), Encoding::gsm7, 3, 307},
      {times(80, "€"), Encoding::gsm7, 1, 160},
      {times(81, "€"), Encoding::gsm7, 2, 162},
      {times(152, "a") + "€" + times(152, "a"), Encoding::gsm7, 3, 306},
      {times(151, "a") + "€" + times(153, "a"), Encoding::gsm7, 2, 306},
      {"^{}\\[~]|\f", Encoding::gsm7, 1, 18},
      {"line\r\nline", Encoding::gsm7, 1, 10},
      {times(70, "я"), Encoding::ucs2, 1, 70},
      {times(71, "я"), Encoding::ucs2, 2, 71},
      {times(134, "я"), Encoding::ucs2, 2, 134},
      {times(135, "я"), Encoding::ucs2, 3, 135},
      {times(66, "я") + "🚀" + times(66, "я"), Encoding::ucs2, 3, 134},
      {times(65, "я") + "🚀" + times(67, "я"), Encoding::ucs2, 2, 134},
      {times(35, "🚀"), Encoding::ucs2, 1, 70},
      {times(36, "🚀"), Encoding::ucs2, 2, 72},
      {"я€^", Encoding::ucs2, 1, 3},
      {times(64, "я") + "🇦🇺" + times(66, "я"), Encoding::ucs2, 3, 134},                         // a flag does not split
      {times(65, "я") + "👍🏽" + times(65, "я"), Encoding::ucs2, 3, 134},                       // nor a skin tone
      {times(60, "я") + "👨‍👩‍👧‍👦" + times(63, "я"), Encoding::ucs2, 3, 134},  // 11 units
      {times(66, "я") + "e\u0301" + times(66, "я"), Encoding::ucs2, 3, 134},                    // e and its accent
      {times(65, "я") + "1️⃣" + times(66, "я"), Encoding::ucs2, 3, 134},                          // keycap
      {times(66, "я") + "\u1112\u1161\u11AB" + times(65, "я"), Encoding::ucs2, 3, 134},         // jamo
      {times(66, "я") + "\r\n" + times(66, "я"), Encoding::ucs2, 2, 134},                       // CR LF may be split
      {"a\xFFz", Encoding::ucs2, 1, 3},
      {"\xF0\x9F\x9A", Encoding::ucs2, 1, 3},
      {"a\xCC" + std::string("\x81") + times(200, "\xCC\x81"), Encoding::ucs2, 4,
       202},  // marks without end still fit parts
  };
  for (const auto& row : rows) {
    const auto got = count_segments(row.text);
    EXPECT_EQ(to_string(got.encoding), to_string(row.encoding)) << row.text;
    EXPECT_EQ(got.segments, row.segments) << row.text;
    EXPECT_EQ(got.units, row.units) << row.text;
  }
}

TEST(Segments, NamesTheCharacterThatForcesUnicode) {
  const auto quote = count_segments("é it’s “here”");
  ASSERT_TRUE(quote.forced_by);
  EXPECT_EQ(quote.forced_by->code_point, U'’');
  EXPECT_EQ(quote.forced_by->character, "’");
  EXPECT_EQ(quote.forced_by->index, 4);
  EXPECT_EQ(quote.forced_by->twin, "'");
  EXPECT_EQ(count_segments("½").forced_by->twin, "1/2");
  EXPECT_EQ(count_segments("\u200B").forced_by->twin, "");
  EXPECT_EQ(count_segments("🚀").forced_by->twin, std::nullopt);
  EXPECT_EQ(count_segments("ç").forced_by->twin, std::nullopt);
  EXPECT_EQ(count_segments("plain Ç").forced_by, std::nullopt);
  EXPECT_EQ(count_segments("\xFF").forced_by->character, "\uFFFD");
}

TEST(Gsm7, HoldsItsTablesAndNotTheirLookAlikes) {
  int basic = 0, extension = 0;
  for (char32_t c = 0; c < 0x10000; ++c) {
    basic += gsm7_septets(c) == 1;
    extension += gsm7_septets(c) == 2;
  }
  EXPECT_EQ(basic, 127);
  EXPECT_EQ(extension, 10);
  for (const char32_t c : std::u32string_view(U"`\tçáíóúâêôõã’“”–—…•°\u00A0\u200B½\u001B\0ΑΒ")) {
    EXPECT_EQ(gsm7_septets(c), 0) << static_cast<uint32_t>(c);
  }
}

TEST(SmartEncode, ReplacesByTheTableAndKeepsTheRest) {
  EXPECT_EQ(smart_encode("“It’s” – ½ … « ok » 𝐚 ｆ Ａ９"), "\"It's\" - 1/2 ... \" ok \" 𝐚 ｆ A9");
  EXPECT_EQ(smart_encode("a\tb\u00A0c\u2001d\u200Be\uFEFF"), "a       b  c de");
  EXPECT_EQ(smart_encode("ᴀʙᴄ‼é🚀"), "ABC!!é🚀");
  EXPECT_EQ(smart_encode(std::string_view("a\0b", 3)), "ab");
}

TEST(SmartEncode, EveryReplacementIsGsm7) {
  int entries = 0;
  for (char32_t c = 0; c < 0x11000; ++c) {
    const auto swap = smart_replacement(c);
    if (!swap) continue;
    ++entries;
    EXPECT_EQ(gsm7_septets(c), 0) << static_cast<uint32_t>(c);
    EXPECT_FALSE(count_segments(*swap).forced_by) << static_cast<uint32_t>(c);
  }
  EXPECT_EQ(entries, 271);
}

TEST(Grapheme, ClustersAreWhatPeopleSee) {
  const struct {
    std::u32string_view text;
    size_t length;
  } rows[] = {
      {U"ab", 1},
      {U"e\u0301x", 2},
      {U"🇦🇺🇳🇿", 2},
      {U"👍🏽!", 2},
      {U"👨‍👩‍👧‍👦x", 7},
      {U"1\uFE0F\u20E3", 3},
      {U"\r\n", 1},
      {U"\u1112\u1161\u11ABx", 3},
      {U"\uAC00\u11A8\u11A8", 3},
      {U"\u200B\u0301", 1},
      {U"🏴\U000E0067\U000E007F", 3},
      {U"a\u200Db", 2},
      {U"❤\uFE0F\u200D🔥", 4},
      {U"नि", 2},
      {U"\u0600ab", 2},
      {U"\u0D4E\u0915\u0D3Fx", 3},
      {U"\u0600\r", 1},
  };
  for (const auto& row : rows) EXPECT_EQ(cluster_length(row.text, 0), row.length);
}

TEST(Utf8, BadBytesReadAsReplacements) {
  for (const std::string_view bad : {"\x80", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\xFF"}) {
    EXPECT_FALSE(is_valid_utf8(bad));
    EXPECT_EQ(to_code_points(bad), std::u32string(bad.size(), kReplacement));
  }
  EXPECT_TRUE(is_valid_utf8("a\u00E9€🚀\uFFFD"));
  EXPECT_EQ(to_code_points("a\u00E9€🚀"), U"aé€🚀");
}

TEST(SegmentsProperty, BoundsHoldForAnyBytes) {
  EXPECT_TRUE(rc::check([](const std::string& noise, const std::vector<uint16_t>& points) {
    std::string text = noise;
    for (const auto c : points) append_utf8(text, c < 0xD800 ? c : 0x1F600 + c % 64);
    text = times(1 + static_cast<int>(noise.size() % 5), text);
    const auto got = count_segments(text);
    const int single = got.encoding == Encoding::gsm7 ? 160 : 70, part = got.encoding == Encoding::gsm7 ? 153 : 67;
    RC_ASSERT(got.forced_by.has_value() == (got.encoding == Encoding::ucs2));
    RC_ASSERT((got.segments == 1) == (got.units <= single));
    RC_ASSERT(got.segments == 1 || got.segments >= (got.units + part - 1) / part);
    RC_ASSERT(count_segments(text + "a").units == got.units + 1);
    RC_ASSERT(smart_encode(smart_encode(text)) == smart_encode(text));
  }));
}

}  // namespace
}  // namespace tidings::sms
