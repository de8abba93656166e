// A spooled contact file, read from a border between two rows, a bounded piece at a time, each row judged as it comes.
// Journey: what an import stage holds open between two ticks. Memory: one read, the rows of it, and one batch.
// One thread.
// Errors: corrupt when the file is not the one the border belongs to; not_found when it is gone; unavailable when it
// cannot be read now.
#pragma once

#include <deque>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flow/audience/import_row.h"

namespace tidings::flow {

// Bytes of a file, read by position. It need not stay what it is: what is read is compared with what was expected.
class SpoolFile {
 public:
  static Result<SpoolFile> open(const std::string& path);

  int64_t size() const { return size_; }  // when it was opened
  // Fewer than `most` bytes only at the end of the file.
  Result<> read(int64_t offset, size_t most, std::string& out);
  // Of the bytes just before the offset, at most kFingerprintBytes of them.
  Result<std::string> fingerprint(int64_t offset);
  static constexpr int64_t kFingerprintBytes = 4096;

 private:
  SpoolFile(std::ifstream stream, int64_t size) : stream_(std::move(stream)), size_(size) {}
  std::ifstream stream_;
  int64_t size_;
};

// The header of a contact file.
Result<CsvHeader> read_header(SpoolFile& file);

class ImportFile {
 public:
  struct Start {
    CsvPosition at;
    int64_t bytes = 0;  // the size the file must have
    std::string fingerprint;
  };
  static Result<std::unique_ptr<ImportFile>> open(const std::string& path, ImportPlan plan, const Start& start,
                                                  WorkspaceId workspace, ImportId import,
                                                  std::string_view default_region, JudgeFacts facts = {});
  ImportFile(const ImportFile&) = delete;

  // Reads on until that many rows wait, or limits::kImportWaitingBytes of them, or the file ends. May run while another
  // thread reads the batch. After an error the next call meets it again, or goes on where it is gone.
  Result<> fill(size_t rows);

  // The rows of one transaction. It stays the same until it is stored.
  struct Batch {
    std::vector<ImportRow> rows;
    CsvPosition before, after;
    bool last = false;  // after is the end of the file
  };
  const Batch& batch(size_t most);                                      // from the waiting rows, if there is none
  void looked_up(const std::vector<std::optional<LookupWord>>& words);  // of the rows of the batch
  void stored();                                                        // the batch is stored for good

  const CsvPosition& position() const { return batch_ ? batch_->before : position_; }
  Result<std::string> fingerprint(const CsvPosition& at) { return file_.fingerprint(static_cast<int64_t>(at.offset)); }
  const ImportPlan& plan() const { return plan_; }

 private:
  ImportFile(SpoolFile file, ImportPlan plan, const CsvPosition& at, WorkspaceId workspace, ImportId import,
             std::string_view default_region, JudgeFacts facts);

  SpoolFile file_;
  ImportPlan plan_;
  RowJudge judge_;
  CsvPosition position_;  // before the first waiting row
  CsvReader reader_;
  int64_t offset_;
  std::string piece_;
  std::deque<ImportRow> rows_;  // waiting, behind the batch
  std::optional<Batch> batch_;
  bool ended_ = false;
};

}  // namespace tidings::flow
