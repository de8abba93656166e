#include "flow/audience/text_decoder.h"

#include <gtest/gtest.h>

#include <random>

namespace tidings::flow {
namespace {

struct Decoded {
  std::string text;
  TextEncoding encoding = TextEncoding::ascii;
  uint64_t first_origin = 0;
  bool contiguous = true;  // every piece begins where the width of those before it ends

  bool operator==(const Decoded&) const = default;
};

// Feeds chunks of sizes drawn from `seed`; 0 feeds all at once.
Decoded decode(std::string_view bytes, unsigned seed = 0, TextDecoder decoder = {}) {
  Decoded out;
  uint64_t next = 0;
  const auto sink = [&](const TextPiece& piece) {
    if (out.text.empty()) next = out.first_origin = piece.origin;
    out.contiguous &= piece.origin == next;
    next += source_width(piece.text, piece.encoding);
    out.text += piece.text;
    out.encoding = piece.encoding;
  };
  std::mt19937 random(seed);
  while (!bytes.empty()) {
    const size_t size = seed == 0 ? bytes.size() : std::min<size_t>(bytes.size(), random() % (seed % 2 ? 7 : 5000));
    decoder.feed(bytes.substr(0, size), sink);
    bytes.remove_prefix(size);
  }
  decoder.finish(sink);
  return out;
}

std::string utf16(std::u16string_view text, bool big) {
  std::string out;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    out += big ? high : low;
    out += big ? low : high;
  }
  return out;
}

TEST(TextDecoder, ByteOrderMarksDecide) {
  EXPECT_EQ(decode("\xEF\xBB\xBFname\n"), (Decoded{"name\n", TextEncoding::utf8, 3}));
  EXPECT_EQ(decode("\xFF\xFE" + utf16(u"né🚀\n", false)), (Decoded{"né🚀\n", TextEncoding::utf16le, 2}));
  EXPECT_EQ(decode("\xFE\xFF" + utf16(u"né🚀\n", true)), (Decoded{"né🚀\n", TextEncoding::utf16be, 2}));
  EXPECT_EQ(decode(""), Decoded{});
  EXPECT_EQ(decode("\xEF\xBB\xBF"), Decoded{});
}

TEST(TextDecoder, Utf16WithoutAMarkIsKnownByItsZeros) {
  EXPECT_EQ(decode(utf16(u"phone,name\n1,Zoë\n", false)), (Decoded{"phone,name\n1,Zoë\n", TextEncoding::utf16le}));
  EXPECT_EQ(decode(utf16(u"phone,name\n1,Zoë\n", true)), (Decoded{"phone,name\n1,Zoë\n", TextEncoding::utf16be}));
  std::string one_nul = "phone,name\n1,Bob\n";
  one_nul[14] = '\0';
  EXPECT_EQ(decode(one_nul).encoding, TextEncoding::ascii);
}

TEST(TextDecoder, LateAccentsAreStillJudged) {
  const std::string plain(300'000, 'x');
  EXPECT_EQ(decode(plain + "é\n"), (Decoded{plain + "é\n", TextEncoding::utf8}));
  EXPECT_EQ(decode(plain + "caf\xE9 \x80\x99\n"), (Decoded{plain + "café €™\n", TextEncoding::windows1252}));
}

TEST(TextDecoder, OneBrokenByteDoesNotTurnAUtf8File) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "Zürich\n";
  const auto out = decode(text + "\xFC\n" + text);
  EXPECT_EQ(out.encoding, TextEncoding::utf8);
  EXPECT_EQ(out.text, text + "\xFC\n" + text);
  EXPECT_EQ(find_invalid_utf8(out.text), text.size());
}

TEST(TextDecoder, CutSequenceAtTheVeryEndIsBroken) {
  EXPECT_EQ(decode("ab\xC3").encoding, TextEncoding::windows1252);
  EXPECT_EQ(decode("éé\xC3").encoding, TextEncoding::utf8);
}

TEST(TextDecoder, LoneSurrogatesAndOddBytesAreNotValidText) {
  const std::string mark = "\xFF\xFE";
  for (const auto& broken : {mark + utf16(u"a", false) + "\x3D\xD8" + utf16(u"b", false),
                             mark + std::string("a\0\x3D\xD8", 4), mark + std::string("a\0b", 3),
                             mark + std::string("a\0\x3D\xDE", 4), mark + std::string("a\0\x3D\xD8\x41", 5)}) {
    const auto out = decode(broken);
    EXPECT_EQ(find_invalid_utf8(out.text), 1u);
    EXPECT_EQ(source_width(out.text, out.encoding), broken.size() - 2);
  }
}

TEST(TextDecoder, ChunksDoNotChangeTheTextAndOffsetsAddUp) {
  std::string latin;
  std::string utf8;
  std::u16string wide;
  for (int i = 0; i < 9'000; ++i) {
    latin += "row,M\xFCller,\x80\r\n";
    utf8 += "row,Müller,€🚀\r\n";
    wide += u"row,Müller,€🚀\r\n";
  }
  for (const auto& bytes : {latin, utf8, "\xEF\xBB\xBF" + utf8, utf16(wide, false), "\xFE\xFF" + utf16(wide, true),
                            std::string(70'000, 'x') + latin, utf8 + latin}) {
    const auto whole = decode(bytes);
    EXPECT_TRUE(whole.contiguous);
    EXPECT_EQ(whole.first_origin + source_width(whole.text, whole.encoding), bytes.size());
    for (unsigned seed = 1; seed < 5; ++seed) EXPECT_TRUE(decode(bytes, seed) == whole) << seed;
  }
}

TEST(TextDecoder, GoesOnFromABorder) {
  const std::string bytes = utf16(u"né🚀\n", true);
  EXPECT_EQ(decode(bytes, 0, TextDecoder(TextEncoding::utf16be, 1000)),
            (Decoded{"né🚀\n", TextEncoding::utf16be, 1000}));
}

TEST(Utf8, FindsWhatIsNotWellFormed) {
  EXPECT_EQ(find_invalid_utf8("plain Zürich € 🚀 \xED\x9F\xBF \xEE\x80\x80 \xF4\x8F\xBF\xBF"), std::string_view::npos);
  for (const char* broken : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                             "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE2\x82", "\xF0\x9F\x9A", "\xFF"}) {
    EXPECT_EQ(find_invalid_utf8(std::string("12345678é") + broken), 10u);
  }
}

}  // namespace
}  // namespace tidings::flow
