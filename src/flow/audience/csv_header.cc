#include "flow/audience/csv_header.h"

#include <algorithm>
#include <array>

#include "base/limits.h"

namespace tidings::flow {
namespace {

constexpr std::string_view kDelimiters = ",;\t|";  // the earlier wins a tie
constexpr size_t kNone = std::string_view::npos;

// Where the line that begins at `at` ends (its line end not included), quoted line ends skipped; kNone when not yet
// known.
size_t line_end(std::string_view text, size_t at, bool at_end) {
  bool quoted = false;
  for (; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (quoted) continue;
    if (text[at] == '\n') return at;
    if (text[at] == '\r' && (at + 1 < text.size() || at_end)) return at;
  }
  return at_end ? text.size() : kNone;
}

char most_frequent_delimiter(std::string_view line) {
  std::array<size_t, kDelimiters.size()> counts{};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    const size_t which = kDelimiters.find(c);
    if (!quoted && which != kNone) ++counts[which];
  }
  return kDelimiters[static_cast<size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

std::optional<char> declared_delimiter(std::string_view line) {
  if (line.size() != 5 || (line[0] | 0x20) != 's' || (line[1] | 0x20) != 'e' || (line[2] | 0x20) != 'p') return {};
  if (line[3] != '=' || line[4] == '"') return {};
  return line[4];
}

std::string trimmed(std::string_view name) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t begin = name.find_first_not_of(kBlank);
  if (begin == kNone) return {};
  return std::string(name.substr(begin, name.find_last_not_of(kBlank) - begin + 1));
}

std::unexpected<Error> not_text(std::string_view what) {
  return fail(ErrorCode::invalid_argument, "this is " + std::string(what) + ", not a text file", "the file",
              "save the sheet as CSV (UTF-8) and import that");
}

std::unexpected<Error> broken_header(std::string what) {
  return fail(ErrorCode::invalid_argument, std::move(what), "header line",
              "the first line must name the columns, for example: phone,first_name,state");
}

}  // namespace

Result<std::optional<CsvHeader>> CsvHeaderFinder::feed(std::string_view bytes) {
  bytes_.append(bytes);
  const size_t looked_at = text_.size() - (text_.ends_with('\r') ? 1 : 0);
  decoder_.feed(bytes, [this](const TextPiece& piece) { text_.append(piece.text); });
  const bool no_line_end = text_.find_first_of("\r\n", looked_at) == kNone;
  if (no_line_end && looked_at > 0 && text_.size() <= limits::kCsvRecordBytes) return std::nullopt;
  return look(false);
}

Result<CsvHeader> CsvHeaderFinder::finish() {
  decoder_.finish([this](const TextPiece& piece) { text_.append(piece.text); });
  auto header = TRY(look(true));
  if (!header) return broken_header("the file is empty");
  return std::move(*header);
}

Result<std::optional<CsvHeader>> CsvHeaderFinder::look(bool at_end) {
  if (bytes_.starts_with("PK\x03\x04")) return not_text("a workbook or an archive");
  if (bytes_.starts_with("\xD0\xCF\x11\xE0")) return not_text("an old Excel workbook");
  if (bytes_.starts_with("%PDF-")) return not_text("a PDF document");
  if (bytes_.starts_with("\x1F\x8B")) return not_text("a compressed file");

  size_t begin = std::min(text_.find_first_not_of("\r\n"), text_.size());
  size_t end = line_end(text_, begin, at_end);
  size_t skip = 0;  // rows before the header
  std::optional<char> delimiter;
  if (end != kNone) delimiter = declared_delimiter(std::string_view(text_).substr(begin, end - begin));
  if (delimiter) {
    skip = 1;
    begin = std::min(text_.find_first_not_of("\r\n", end), text_.size());
    end = line_end(text_, begin, at_end);
  }
  if (end == kNone) {
    if (text_.size() <= limits::kCsvRecordBytes) return std::nullopt;
    return broken_header("the header line does not end within 1 MiB");
  }
  if (begin == end) {
    if (!at_end) return std::nullopt;
    return broken_header("the file is empty");
  }
  if (!delimiter) delimiter = most_frequent_delimiter(std::string_view(text_).substr(begin, end - begin));

  CsvHeader header;
  header.delimiter = *delimiter;
  RowFault fault = RowFault::none;
  bool found = false;
  CsvReader reader(*delimiter, [&](const CsvRow& row) {
    if (found || skip > 0) {
      if (!found) --skip;
      return;
    }
    found = true;
    fault = row.fault;
    header.after = row.after;
    for (const auto field : row.fields) header.names.push_back(trimmed(field));
  });
  reader.feed(bytes_);
  if (at_end) reader.finish();
  if (!found) {
    if (!at_end && text_.size() <= limits::kCsvRecordBytes) return std::nullopt;
    return broken_header("the header line is not a row of its own");
  }
  if (fault == RowFault::too_many_columns) {
    return broken_header("the header has more than " + std::to_string(limits::kCsvColumns) + " columns");
  }
  if (fault != RowFault::none) return broken_header("the header is broken: " + std::string(to_string(fault)));
  if (std::all_of(header.names.begin(), header.names.end(), [](const auto& name) { return name.empty(); })) {
    return broken_header("the header names no column");
  }
  return header;
}

}  // namespace tidings::flow
