// Contact files: whatever the bytes, feeding them at once or in any chunks, or going on from any border between two
// rows, gives the same header, the same rows and the same borders.
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "flow/audience/csv_header.h"
#include "flow/audience/csv_reader.h"

namespace {

using namespace tidings;
using namespace tidings::flow;

struct Row {
  std::vector<std::string> fields;
  uint64_t row;
  RowFault fault;
  std::optional<size_t> column;
  CsvPosition after;

  bool operator==(const Row&) const = default;
};

struct File {
  std::optional<CsvHeader> header;
  std::string error;
  std::vector<Row> rows;
  CsvPosition end;

  bool operator==(const File&) const = default;
};

// Chunk sizes follow the bytes of `cuts`, over and over; no cuts: all at once.
class Chunks {
 public:
  Chunks(std::string_view bytes, std::string_view cuts) : bytes_(bytes), cuts_(cuts) {}

  std::string_view next() {
    const size_t wanted = cuts_.empty() ? bytes_.size() : 1 + static_cast<unsigned char>(cuts_[turn_++ % cuts_.size()]);
    const auto chunk = bytes_.substr(0, wanted);
    bytes_.remove_prefix(chunk.size());
    return chunk;
  }
  bool done() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
  std::string_view cuts_;
  size_t turn_ = 0;
};

CsvPosition read_rows(std::string_view bytes, std::string_view cuts, const CsvHeader& header, const CsvPosition& from,
                      std::vector<Row>& rows) {
  CsvReader reader(header, from, [&](const CsvRow& row) {
    rows.push_back({{row.fields.begin(), row.fields.end()}, row.row, row.fault, row.column, row.after});
    if (row.fault == RowFault::none) check(row.fields.size() == header.names.size(), "as many fields as columns");
    for (const auto field : row.fields) {
      if (row.fault == RowFault::none) check(find_invalid_utf8(field) == std::string_view::npos, "fields are UTF-8");
    }
  });
  for (Chunks chunks(bytes.substr(from.offset), cuts); !chunks.done();) reader.feed(chunks.next());
  reader.finish();
  return reader.position();
}

File read(std::string_view bytes, std::string_view cuts) {
  File file;
  CsvHeaderFinder finder;
  for (Chunks chunks(bytes, cuts); !chunks.done() && !file.header;) {
    auto found = finder.feed(chunks.next());
    if (!found) {
      file.error = found.error().what;
      return file;
    }
    file.header = std::move(*found);
  }
  if (!file.header) {
    auto found = finder.finish();
    if (!found) {
      file.error = found.error().what;
      return file;
    }
    file.header = std::move(*found);
  }
  file.end = read_rows(bytes, cuts, *file.header, file.header->after, file.rows);
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 4) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view cuts = input.substr(0, 3);
  const std::string_view bytes = input.substr(3);

  const File whole = read(bytes, {});
  check(read(bytes, cuts) == whole, "chunks do not matter");
  if (!whole.header) return 0;
  if (whole.error.empty()) check(whole.end.offset == bytes.size(), "the last border is the end of the file");
  if (whole.rows.empty()) return 0;

  const size_t crash = static_cast<unsigned char>(cuts[0]) % whole.rows.size();
  std::vector<Row> rest;
  read_rows(bytes, cuts, *whole.header, whole.rows[crash].after, rest);
  check(std::equal(rest.begin(), rest.end(), whole.rows.begin() + static_cast<ptrdiff_t>(crash) + 1, whole.rows.end()),
        "reading goes on from a border");
  return 0;
}
