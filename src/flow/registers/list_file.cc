#include "flow/registers/list_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "flow/audience/csv_header.h"

namespace tidings::registers {
namespace {

std::optional<size_t> column_number(std::string_view text) {
  size_t out = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (problem != std::errc() || end != text.data() + text.size() || out == 0 || out > limits::kCsvColumns) return {};
  return out - 1;
}

Result<size_t> column_named(const flow::CsvHeader& header, const std::string& name) {
  const auto found = std::ranges::find(header.names, name);
  if (found == header.names.end()) {
    return fail(ErrorCode::invalid_argument, fmt::format("the file has no column '{}'", name), "column",
                fmt::format("its columns are: {}", fmt::join(header.names, ", ")));
  }
  if (std::find(found + 1, header.names.end(), name) != header.names.end()) {
    return fail(ErrorCode::invalid_argument, fmt::format("two columns are called '{}'", name), "column",
                "give the number of the column instead, 1 for the first");
  }
  return static_cast<size_t>(found - header.names.begin());
}

}  // namespace

Result<std::unique_ptr<ListFile>> ListFile::open(const std::string& path, const std::string& column,
                                                 const std::string& region) {
  auto file = TRY(flow::SpoolFile::open(path));
  std::unique_ptr<ListFile> out(new ListFile(std::move(file)));
  auto* self = out.get();
  const auto sink = [self](const flow::CsvRow& row) { self->take(row); };
  out->form_.region = region;
  if (column.empty()) {
    out->reader_ = std::make_unique<flow::CsvReader>(',', sink);
    return out;
  }
  const auto header = TRY(flow::read_header(out->file_));
  out->form_.columns = true;
  if (const auto number = column_number(column)) {  // perhaps without a heading: from the first line on
    out->form_.column = *number;
    out->reader_ = std::make_unique<flow::CsvReader>(header.delimiter, sink);
    return out;
  }
  out->form_.column = TRY(column_named(header, column));
  out->reader_ = std::make_unique<flow::CsvReader>(header, header.after, sink);
  out->offset_ = static_cast<int64_t>(header.after.offset);
  out->piece_.lines = static_cast<int64_t>(header.after.row);
  out->first_ = false;
  return out;
}

void ListFile::reject(int64_t line, std::string_view reason, std::string_view value) {
  ++piece_.rejected;
  if (kept_rejects_ >= limits::kRegisterRejects) return;
  ++kept_rejects_;
  piece_.rejects.push_back({line, std::string(reason), std::string(value.substr(0, limits::kRejectValueBytes))});
}

void ListFile::take(const flow::CsvRow& row) {
  const auto line = static_cast<int64_t>(row.row);
  piece_.lines = line;
  const bool first = std::exchange(first_, false);
  if (row.fault == flow::RowFault::unterminated_quote) {
    broken_ = fmt::format("a quote that opens in line {} never closes", line);
    return;
  }
  if (row.fault != flow::RowFault::none) {
    return reject(line, flow::to_string(row.fault), row.fields.empty() ? "" : row.fields[0]);
  }
  if (first && is_heading(row.fields, form_)) return;
  const auto number = read_list_line(row.fields, form_);
  if (number) {
    piece_.numbers.push_back(*number);
  } else {
    const size_t at = form_.columns ? form_.column : 0;
    reject(line, to_string(number.error()), at < row.fields.size() ? row.fields[at] : "");
  }
}

Result<> ListFile::fill(size_t numbers) {
  while (!ended_ && piece_.numbers.size() < numbers) {
    TRY(file_.read(offset_, limits::kImportReadBytes, bytes_));
    offset_ += static_cast<int64_t>(bytes_.size());
    reader_->feed(bytes_);
    if (bytes_.size() < limits::kImportReadBytes) {
      reader_->finish();
      ended_ = true;
    }
    if (!broken_.empty()) {
      return fail(ErrorCode::invalid_argument, broken_, "the file", "mend the file and send it again");
    }
  }
  piece_.read_bytes = offset_;
  piece_.last = ended_;
  return {};
}

void ListFile::stored() {
  piece_.numbers.clear();
  piece_.rejects.clear();
}

}  // namespace tidings::registers
