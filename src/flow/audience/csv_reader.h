// Streaming reader of delimited contact files (RFC 4180): bytes in, one call per row out, memory bounded by one row.
// Journey: second step of an import, after csv_header.h has found the header. Thread: the caller's; one reader, one
// file.
//
// Rows end at LF, CRLF or CR. A quote opens a quoted field only as its first character; elsewhere it is text. Text
// after a closing quote is a fault. Rows without any character are counted but not reported. A row with fewer or more
// columns than the header is a fault, except that surplus columns which are all empty (trailing delimiters) are
// dropped. A faulty row is reported in its place and the next one is read as usual; nothing is skipped in silence.
// Units: rows count from 1, the header being row 1 of most files, empty rows included, as a spreadsheet shows them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "flow/audience/text_decoder.h"

namespace tidings::flow {

enum class RowFault {
  none,
  unterminated_quote,  // a quote opened in this row is never closed: all from here to the end of the file is in it
  record_too_large,    // more than limits::kCsvRecordBytes
  field_too_large,     // more than limits::kCsvFieldBytes
  bad_quoting,         // text between a closing quote and the next delimiter
  too_many_columns,
  too_few_columns,
  nul_byte,
  bad_encoding,  // bytes that are not text in the encoding of the file
};

std::string_view to_string(RowFault fault);  // the name, as it stands in reject files

// A border between two rows, from which reading can go on after a crash. To be stored together with the rows before it.
struct CsvPosition {
  uint64_t offset = 0;  // bytes of the original file up to here, its byte order mark included
  uint64_t row = 0;     // rows up to here
  TextEncoding encoding = TextEncoding::ascii;

  bool operator==(const CsvPosition&) const = default;
};

struct CsvRow {
  std::span<const std::string_view>
      fields;  // UTF-8; valid during the call only; as far as read, maybe empty, on a fault
  uint64_t row = 0;
  RowFault fault = RowFault::none;
  std::optional<size_t> column;  // 0-based column of the fault, where it has one
  CsvPosition after;             // the border after this row
};

struct CsvHeader {
  std::vector<std::string> names;  // trimmed; empty for a column without a name
  char delimiter = ',';
  CsvPosition after;  // where the first row after it begins

  bool operator==(const CsvHeader&) const = default;
};

class CsvReader {
 public:
  using Sink = std::function<void(const CsvRow&)>;

  // Reads on from `at`, a border of the file that `header` was read from: feed it the bytes from at.offset on.
  CsvReader(const CsvHeader& header, const CsvPosition& at, Sink sink);
  // Reads from the first byte, and takes rows of any number of columns.
  CsvReader(char delimiter, Sink sink);

  void feed(std::string_view bytes);
  void finish();                 // end of file; reports the last row if it had no line end
  CsvPosition position() const;  // the last border reached; after finish() the end of the file

 private:
  enum class State { field_start, plain, quoted, quote_seen, after_cr };
  struct Mark {  // a field within its row
    uint32_t begin;
    uint32_t end;
    bool escaped;  // has doubled quotes to undo
  };

  void take(const TextPiece& piece);
  void end_field(size_t end);
  void end_row(std::string_view tail);
  void carry(std::string_view rest);
  void report(const char* base, bool unterminated);
  RowFault judge(const char* base, bool unterminated, std::optional<size_t>& column);
  void cut_fields(const char* base);
  void reset_row();

  Sink sink_;
  TextDecoder decoder_;
  TextDecoder::Sink take_;
  char delimiter_;
  size_t columns_ = 0;  // 0: any
  CsvPosition position_;
  bool started_ = false;

  // the row being read; all positions are relative to its first byte
  State state_ = State::field_start;
  size_t carried_ = 0;          // bytes of it in earlier pieces
  uint64_t carried_width_ = 0;  // the same in original bytes
  std::string carry_;           // those bytes, unless the row is too large to be kept
  bool dropped_ = false;
  size_t field_begin_ = 0;
  size_t content_end_ = 0;  // in quote_seen: where the quoted text ended
  size_t text_end_ = 0;     // length of the row without its line end
  bool escaped_ = false;
  size_t columns_seen_ = 0;
  std::vector<Mark> marks_;
  std::optional<size_t> large_column_;
  std::optional<size_t> misquoted_column_;
  bool suspect_ = false;  // some piece of the row has NULs or non-ASCII bytes

  std::vector<std::string_view> fields_;
  std::string unescaped_;
};

}  // namespace tidings::flow
