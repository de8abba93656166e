// A spooled contact file, read from a border between two rows, a bounded piece at a time, each row judged as it comes.
// Journey: what an import stage holds open between two ticks. Memory: one read and the rows of it. One thread.
// Errors: corrupt when the file is not the one the border belongs to; not_found when it is gone; unavailable when it
// cannot be read now.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "flow/audience/import_row.h"

namespace tidings::flow {

// Bytes of a file, read by position. Closed with this.
class SpoolFile {
 public:
  static Result<SpoolFile> open(const std::string& path);
  SpoolFile(SpoolFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}
  SpoolFile& operator=(SpoolFile&&) = delete;
  ~SpoolFile();

  int64_t size() const { return size_; }
  // Fewer than `most` bytes only at the end of the file.
  Result<> read(int64_t offset, size_t most, std::string& out) const;
  // Of the bytes just before the offset, at most kFingerprintBytes of them.
  Result<std::string> fingerprint(int64_t offset) const;
  static constexpr int64_t kFingerprintBytes = 4096;

 private:
  SpoolFile(int fd, int64_t size) : fd_(fd), size_(size) {}
  int fd_;
  int64_t size_;
};

// The header of a contact file.
Result<CsvHeader> read_header(const SpoolFile& file);

class ImportFile {
 public:
  struct Start {
    CsvPosition at;
    int64_t bytes = 0;  // the size the file must have
    std::string fingerprint;
  };
  static Result<std::unique_ptr<ImportFile>> open(const std::string& path, ImportPlan plan, const Start& start,
                                                  WorkspaceId workspace, std::string_view default_region);
  ImportFile(const ImportFile&) = delete;

  // Reads on until that many rows wait, or the file ends.
  Result<> fill(size_t rows);
  const std::deque<ImportRow>& rows() const { return rows_; }
  bool all_read() const { return ended_; }
  const ImportPlan& plan() const { return plan_; }

  // The border after the first n waiting rows; the end of the file when they are the last.
  CsvPosition border(size_t n) const;
  Result<std::string> fingerprint(const CsvPosition& at) const {
    return file_.fingerprint(static_cast<int64_t>(at.offset));
  }
  // The first n waiting rows are stored for good.
  void stored(size_t n);
  const CsvPosition& position() const { return position_; }  // the border before the first waiting row

 private:
  ImportFile(SpoolFile file, ImportPlan plan, const CsvPosition& at, WorkspaceId workspace,
             std::string_view default_region);

  SpoolFile file_;
  ImportPlan plan_;
  RowJudge judge_;
  CsvPosition position_;
  CsvReader reader_;
  int64_t offset_;
  std::string piece_;
  std::deque<ImportRow> rows_;
  bool ended_ = false;
};

}  // namespace tidings::flow
