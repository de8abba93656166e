// Finds the header of a contact file and the delimiter in it: comma, semicolon, tab or pipe, whichever stands most
// often outside quotes in the header line. A first line "sep=;" as spreadsheets write it decides too. Journey: first
// thing an import does with a file; csv_reader.h goes on from header.after. Thread: the caller's. Errors (of the whole
// file): empty, not text (a workbook, an archive), header line broken or without an end.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "flow/audience/csv_reader.h"

namespace tidings::flow {

class CsvHeaderFinder {
 public:
  // More bytes from the start of the file; the header as soon as it is complete. Call no more after that or an error.
  Result<std::optional<CsvHeader>> feed(std::string_view bytes);
  // The file ends here: a header without rows after it, or an error.
  Result<CsvHeader> finish();

 private:
  Result<std::optional<CsvHeader>> look(bool at_end);

  TextDecoder decoder_;
  std::string bytes_;  // all so far, bounded by limits::kCsvRecordBytes and the decoder's windows
  std::string text_;   // the same, decoded
};

}  // namespace tidings::flow
