#include "flow/audience/csv_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "base/limits.h"

namespace tidings::flow {
namespace {

// Finds the delimiters and line ends of a piece, 64 bytes at a time. Most fields are short: one bit map for many of
// them is twice as fast as a search for each.
class FieldEnds {
 public:
  FieldEnds(std::string_view text, char delimiter) : text_(text), delimiters_(repeated(delimiter)) { fill(); }

  // The first at or after `at`, or the end of the text. `at` never goes back.
  size_t next(size_t at) {
    while (at < text_.size()) {
      if (at - block_ >= 64) {
        block_ = at & ~size_t{63};
        fill();
      }
      const uint64_t ahead = hits_ >> (at - block_);
      if (ahead) return at + static_cast<size_t>(std::countr_zero(ahead));
      at = block_ + 64;
    }
    return text_.size();
  }

 private:
  static constexpr uint64_t kLows = 0x7F7F7F7F7F7F7F7F;
  static constexpr uint64_t repeated(char c) { return 0x0101010101010101 * static_cast<unsigned char>(c); }
  // High bit clear in every byte that is zero; low bits are anything.
  static constexpr uint64_t not_zero(uint64_t word) { return ((word & kLows) + kLows) | word; }

  void fill() {
    static_assert(std::endian::native == std::endian::little);
    char padded[64] = {};
    const char* bytes = text_.data() + block_;
    const size_t left = text_.size() - block_;
    if (left < 64) bytes = std::copy_n(bytes, left, padded) - left;
    hits_ = 0;
    for (size_t i = 0; i < 64; i += 8) {
      uint64_t word;
      std::memcpy(&word, bytes + i, 8);
      const uint64_t others =
          not_zero(word ^ delimiters_) & not_zero(word ^ repeated('\n')) & not_zero(word ^ repeated('\r'));
      const uint64_t found = ~(others | kLows) >> 7;   // lowest bit of each byte that is one of the three
      hits_ |= found * 0x0102040810204080 >> 56 << i;  // gathered into eight bits
    }
    if (left < 64) hits_ &= (uint64_t{1} << left) - 1;  // the padding is not text, whatever the delimiter
  }

  std::string_view text_;
  uint64_t delimiters_;
  size_t block_ = 0;
  uint64_t hits_ = 0;
};

bool has_nul_or_non_ascii(std::string_view text) {
  bool found = false;
  for (const char c : text) found |= static_cast<signed char>(c) <= 0;
  return found;
}

}  // namespace

std::string_view to_string(RowFault fault) {
  switch (fault) {
    case RowFault::none:
      return "none";
    case RowFault::unterminated_quote:
      return "unterminated_quote";
    case RowFault::record_too_large:
      return "record_too_large";
    case RowFault::field_too_large:
      return "field_too_large";
    case RowFault::bad_quoting:
      return "bad_quoting";
    case RowFault::too_many_columns:
      return "too_many_columns";
    case RowFault::too_few_columns:
      return "too_few_columns";
    case RowFault::nul_byte:
      return "nul_byte";
    case RowFault::bad_encoding:
      return "bad_encoding";
  }
  return "none";
}

CsvReader::CsvReader(const CsvHeader& header, const CsvPosition& at, Sink sink)
    : sink_(std::move(sink)),
      decoder_(at.encoding, at.offset),
      take_([this](const TextPiece& piece) { take(piece); }),
      delimiter_(header.delimiter),
      columns_(header.names.size()),
      position_(at),
      started_(true) {}

CsvReader::CsvReader(char delimiter, Sink sink)
    : sink_(std::move(sink)), take_([this](const TextPiece& piece) { take(piece); }), delimiter_(delimiter) {}

void CsvReader::feed(std::string_view bytes) { decoder_.feed(bytes, take_); }

void CsvReader::finish() {
  decoder_.finish(take_);
  bool unterminated = false;
  switch (state_) {
    case State::field_start:
      if (columns_seen_ == 0) return;
      field_begin_ = carried_;
      end_field(carried_);
      break;
    case State::plain:
      end_field(carried_);
      break;
    case State::quote_seen:
      end_field(content_end_);
      break;
    case State::quoted:
      end_field(carried_);
      unterminated = true;
      break;
    case State::after_cr:
      return end_row({});
  }
  text_end_ = carried_;
  position_.offset += carried_width_;
  report(carry_.data(), unterminated);
}

CsvPosition CsvReader::position() const { return position_; }

void CsvReader::take(const TextPiece& piece) {
  if (!started_) {
    position_.offset = piece.origin;  // behind the byte order mark
    started_ = true;
  }
  position_.encoding = piece.encoding;
  const char* const text = piece.text.data();
  const size_t size = piece.text.size();
  const bool suspect = has_nul_or_non_ascii(piece.text);
  FieldEnds ends(piece.text, delimiter_);
  suspect_ |= suspect;

  size_t begin = 0;  // of the part of the row that is in this piece
  const auto in_row = [&](size_t at) { return carried_ + (at - begin); };
  const auto next_row = [&](size_t at) {
    end_row(piece.text.substr(begin, at - begin));
    begin = at;
    suspect_ = suspect;
  };
  size_t at = 0;
  while (at < size) {
    switch (state_) {
      case State::field_start:
        escaped_ = false;
        if (text[at] == '"') {
          ++at;
          state_ = State::quoted;
        } else {
          state_ = State::plain;
        }
        field_begin_ = in_row(at);
        break;
      case State::plain:
        at = ends.next(at);
        if (at == size) break;
        end_field(in_row(at));
        while (at + 1 < size && text[at] == delimiter_ && text[at + 1] != '"') {  // the usual run of plain fields
          field_begin_ = in_row(++at);
          escaped_ = false;
          state_ = State::plain;
          at = ends.next(at);
          if (at == size) break;
          end_field(in_row(at));
        }
        if (at == size) break;
        text_end_ = in_row(at);
        state_ = text[at] == '\r' ? State::after_cr : State::field_start;
        if (text[at++] == '\n') next_row(at);
        break;
      case State::quoted: {
        const void* quote = std::memchr(text + at, '"', size - at);
        at = quote ? static_cast<size_t>(static_cast<const char*>(quote) - text) : size;
        if (!quote) break;
        content_end_ = in_row(at);
        state_ = State::quote_seen;
        ++at;
        break;
      }
      case State::quote_seen:
        if (text[at] == '"') {
          escaped_ = true;
          state_ = State::quoted;
          ++at;
        } else if (text[at] == delimiter_ || text[at] == '\n' || text[at] == '\r') {
          end_field(content_end_);
          text_end_ = in_row(at);
          state_ = text[at] == '\r' ? State::after_cr : State::field_start;
          if (text[at++] == '\n') next_row(at);
        } else {
          if (!misquoted_column_) misquoted_column_ = columns_seen_;
          state_ = State::plain;
        }
        break;
      case State::after_cr:
        if (text[at] == '\n') ++at;
        next_row(at);
        break;
    }
  }
  carry(piece.text.substr(begin));
}

void CsvReader::end_field(size_t end) {
  if (end - field_begin_ > limits::kCsvFieldBytes && !large_column_) large_column_ = columns_seen_;
  if (columns_seen_ < limits::kCsvColumns && end <= limits::kCsvRecordBytes) {
    marks_.push_back({static_cast<uint32_t>(field_begin_), static_cast<uint32_t>(end), escaped_});
  }
  ++columns_seen_;
}

void CsvReader::carry(std::string_view rest) {
  if (rest.empty()) return;
  carried_width_ += source_width(rest, position_.encoding);
  carried_ += rest.size();
  // a line end of one byte may be in it; one byte more and the row is certainly too large
  dropped_ |= carried_ > limits::kCsvRecordBytes + 1;
  dropped_ ? carry_.clear() : static_cast<void>(carry_.append(rest));
}

void CsvReader::end_row(std::string_view tail) {
  position_.offset += carried_width_ + source_width(tail, position_.encoding);
  const char* base = tail.data();
  if (carried_ > 0) {
    if (!dropped_) carry_.append(tail);
    base = carry_.data();
  }
  report(base, false);
}

void CsvReader::report(const char* base, bool unterminated) {
  ++position_.row;
  if (text_end_ > 0 || columns_seen_ > 1) {
    std::optional<size_t> column;
    const RowFault fault = judge(base, unterminated, column);
    sink_({fields_, position_.row, fault, column, position_});
  }
  reset_row();
}

// The gravest fault of the row, and its fields as far as they can be shown.
RowFault CsvReader::judge(const char* base, bool unterminated, std::optional<size_t>& column) {
  fields_.clear();
  if (unterminated) {
    column = columns_seen_ - 1;
    return RowFault::unterminated_quote;
  }
  if (text_end_ > limits::kCsvRecordBytes) return RowFault::record_too_large;
  if (large_column_) {
    column = large_column_;
    return RowFault::field_too_large;
  }
  cut_fields(base);
  if (misquoted_column_) {
    column = misquoted_column_;
    return RowFault::bad_quoting;
  }
  const size_t wanted = columns_ == 0 ? limits::kCsvColumns : columns_;
  if (columns_seen_ > wanted) {
    const bool all_kept = columns_seen_ == fields_.size();
    const bool only_empty = std::all_of(fields_.begin() + static_cast<ptrdiff_t>(wanted), fields_.end(),
                                        [](std::string_view field) { return field.empty(); });
    if (!all_kept || !only_empty) return RowFault::too_many_columns;
    fields_.resize(wanted);
  }
  if (columns_seen_ < columns_) return RowFault::too_few_columns;
  const std::string_view row(base, text_end_);
  if (!suspect_ || !has_nul_or_non_ascii(row)) return RowFault::none;
  if (row.find('\0') == std::string_view::npos && find_invalid_utf8(row) == std::string_view::npos)
    return RowFault::none;
  RowFault fault = RowFault::none;
  for (size_t i = 0; i < fields_.size() && fault != RowFault::nul_byte; ++i) {
    const bool nul = fields_[i].find('\0') != std::string_view::npos;
    if (!nul && (fault != RowFault::none || find_invalid_utf8(fields_[i]) == std::string_view::npos)) continue;
    fault = nul ? RowFault::nul_byte : RowFault::bad_encoding;
    column = i;
  }
  if (fault == RowFault::bad_encoding) fields_.clear();  // what is not text goes no further
  return fault;
}

void CsvReader::cut_fields(const char* base) {
  unescaped_.clear();
  unescaped_.reserve(text_end_);  // views into it must stay where they are
  for (const Mark& mark : marks_) {
    const std::string_view raw(base + mark.begin, mark.end - mark.begin);
    if (!mark.escaped) {
      fields_.push_back(raw);
      continue;
    }
    const size_t begin = unescaped_.size();
    for (size_t i = 0; i < raw.size(); ++i) {
      unescaped_ += raw[i];
      if (raw[i] == '"') ++i;
    }
    fields_.emplace_back(unescaped_.data() + begin, unescaped_.size() - begin);
  }
}

void CsvReader::reset_row() {
  state_ = State::field_start;
  carried_ = 0;
  carried_width_ = 0;
  carry_.clear();
  dropped_ = false;
  text_end_ = 0;
  columns_seen_ = 0;
  marks_.clear();
  large_column_.reset();
  misquoted_column_.reset();
  suspect_ = false;
}

}  // namespace tidings::flow
