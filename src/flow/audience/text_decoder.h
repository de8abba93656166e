// Turns the bytes of a contact file into UTF-8 text, piece by piece, without ever holding more than two small windows.
// Journey: first step of an import. Thread: the caller's; one decoder reads one file. Units: bytes of the original
// file.
//
// How the encoding is found:
//   1. a byte order mark decides (UTF-8, UTF-16 LE or BE);
//   2. else the zero bytes of the first kStartWindow bytes tell UTF-16 without a mark;
//   3. else all is ASCII until the first byte >= 0x80, which reads the same either way. From there kJudgeWindow bytes
//   are
//      weighed: more well-formed UTF-8 sequences than broken ones means UTF-8, otherwise Windows-1252 (a superset of
//      Latin-1). So a file whose first accent comes after a gigabyte is still read right.
// A broken sequence found later in a UTF-8 file is not guessed at: the byte goes through as it is, the text is then not
// valid UTF-8, and the record that holds it is rejected by the reader (RowFault::bad_encoding). A wrong name in a
// message is worse than a row a person looks at. The same holds for lone surrogates of UTF-16.
//
// Every piece can be mapped back to the original file: source_width() of any part of the text that ends at a character
// border is the number of original bytes it came from. How the bytes are cut into chunks never changes the text.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tidings::flow {

enum class TextEncoding {
  ascii,  // nothing but ASCII so far; may still become utf8 or windows1252
  utf8,
  utf16le,
  utf16be,
  windows1252,
};

std::string_view to_string(TextEncoding encoding);

struct TextPiece {
  std::string_view text;  // valid during the call only
  uint64_t origin = 0;    // where its first byte stands in the original file
  TextEncoding encoding = TextEncoding::ascii;
};

class TextDecoder {
 public:
  static constexpr size_t kStartWindow = 4 << 10;
  static constexpr size_t kJudgeWindow = 64 << 10;

  using Sink = std::function<void(const TextPiece&)>;

  TextDecoder() = default;                                // from the first byte of a file
  TextDecoder(TextEncoding known, uint64_t byte_offset);  // from a character border within it, encoding as it was there

  void feed(std::string_view bytes, const Sink& sink);
  void finish(const Sink& sink);  // end of file: what was held back comes out

 private:
  enum class Phase { start, ascii, judging, decided };

  void begin(const Sink& sink);
  void judge(bool at_end, const Sink& sink);
  void decode(std::string_view bytes, const Sink& sink);
  void decode_windows1252(std::string_view bytes, const Sink& sink);
  void decode_utf16(std::string_view bytes, bool at_end, const Sink& sink);
  void emit(std::string_view text, size_t source_bytes, const Sink& sink);

  Phase phase_ = Phase::start;
  TextEncoding encoding_ = TextEncoding::ascii;
  uint64_t origin_ = 0;  // original bytes already given out
  std::string held_;     // a window being filled, or the bytes of an unfinished UTF-16 character
  std::string out_;
};

// Original bytes that `text`, decoded from `encoding`, came from.
uint64_t source_width(std::string_view text, TextEncoding encoding);

// Position of the first byte that is not part of well-formed UTF-8 (Unicode table 3-7); npos when all of it is.
size_t find_invalid_utf8(std::string_view text);

}  // namespace tidings::flow
