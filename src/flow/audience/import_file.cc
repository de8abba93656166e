#include "flow/audience/import_file.h"

#include <filesystem>

#include "base/check.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "flow/audience/csv_header.h"

namespace tidings::flow {
namespace {

constexpr size_t kFingerprintHex = 16;

std::unexpected<Error> unreadable(std::string_view why) {
  return fail(ErrorCode::unavailable, "the spooled file cannot be read: " + std::string(why), "the file",
              "check the folder of imports; the import goes on by itself");
}

std::unexpected<Error> replaced() {
  return fail(ErrorCode::corrupt, "the spooled file is not the one this import began with", "the file",
              "what was imported stays; send the file again, numbers already imported are updated");
}

}  // namespace

Result<SpoolFile> SpoolFile::open(const std::string& path) {
  std::error_code problem;
  const auto facts = std::filesystem::status(path, problem);
  if (facts.type() == std::filesystem::file_type::not_found) {
    return fail(ErrorCode::not_found, "the spooled file is gone", "the file", "send the file again");
  }
  if (!problem && facts.type() != std::filesystem::file_type::regular) return unreadable("it is no regular file");
  const auto size = std::filesystem::file_size(path, problem);
  if (problem) return unreadable(problem.message());
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return unreadable("it does not open; is it this user's to read, and are there files left to open?");
  return SpoolFile(std::move(stream), static_cast<int64_t>(size));
}

Result<> SpoolFile::read(int64_t offset, size_t most, std::string& out) {
  out.resize(most);
  stream_.clear();  // of the end of the file, met before
  stream_.seekg(offset);
  stream_.read(out.data(), static_cast<std::streamsize>(most));
  if (stream_.bad()) return unreadable("the disk reports an error");
  out.resize(static_cast<size_t>(stream_.gcount()));
  return {};
}

Result<std::string> SpoolFile::fingerprint(int64_t offset) {
  std::string bytes;
  const int64_t from = std::max<int64_t>(0, offset - kFingerprintBytes);
  TRY(read(from, static_cast<size_t>(offset - from), bytes));
  return crypto::to_hex(crypto::sha256(bytes)).substr(0, kFingerprintHex);
}

Result<CsvHeader> read_header(SpoolFile& file) {
  CsvHeaderFinder finder;
  std::string piece;
  for (int64_t offset = 0;; offset += static_cast<int64_t>(piece.size())) {
    TRY(file.read(offset, limits::kImportReadBytes, piece));
    if (piece.empty()) return finder.finish();
    if (auto header = TRY(finder.feed(piece))) return std::move(*header);
  }
}

Result<std::unique_ptr<ImportFile>> ImportFile::open(const std::string& path, ImportPlan plan, const Start& start,
                                                     WorkspaceId workspace, ImportId import,
                                                     std::string_view default_region, JudgeFacts facts) {
  auto file = TRY(SpoolFile::open(path));
  if (file.size() != start.bytes) return replaced();
  if (TRY(file.fingerprint(static_cast<int64_t>(start.at.offset))) != start.fingerprint) return replaced();
  return std::unique_ptr<ImportFile>(
      new ImportFile(std::move(file), std::move(plan), start.at, workspace, import, default_region, std::move(facts)));
}

ImportFile::ImportFile(SpoolFile file, ImportPlan plan, const CsvPosition& at, WorkspaceId workspace, ImportId import,
                       std::string_view default_region, JudgeFacts facts)
    : file_(std::move(file)),
      plan_(std::move(plan)),
      judge_(plan_, workspace, import, default_region, std::move(facts)),
      position_(at),
      reader_(plan_.header, at, [this](const CsvRow& row) { rows_.push_back(judge_.judge(row)); }),
      offset_(static_cast<int64_t>(at.offset)) {}

Result<> ImportFile::fill(size_t rows) {
  const auto too_much = [this] {
    return !rows_.empty() && offset_ - static_cast<int64_t>(position_.offset) >= limits::kImportWaitingBytes;
  };
  while (!ended_ && rows_.size() < rows && !too_much()) {
    TRY(file_.read(offset_, limits::kImportReadBytes, piece_));
    offset_ += static_cast<int64_t>(piece_.size());
    reader_.feed(piece_);
    if (piece_.size() == limits::kImportReadBytes) continue;
    if (offset_ != file_.size()) return replaced();
    reader_.finish();
    ended_ = true;
  }
  return {};
}

const ImportFile::Batch& ImportFile::batch(size_t most) {
  if (batch_) return *batch_;
  const size_t n = std::min(most, rows_.size());
  Batch out;
  out.last = ended_ && n == rows_.size();
  out.before = position_;
  out.after = out.last ? reader_.position() : n == 0 ? position_ : rows_[n - 1].after;
  const auto end = rows_.begin() + static_cast<ptrdiff_t>(n);
  out.rows.assign(std::move_iterator(rows_.begin()), std::move_iterator(end));
  rows_.erase(rows_.begin(), end);
  position_ = out.after;
  return batch_.emplace(std::move(out));
}

void ImportFile::looked_up(const std::vector<std::optional<LookupWord>>& words) {
  check(batch_ && words.size() == batch_->rows.size(), "a word for each row of the batch");
  for (size_t i = 0; i < words.size(); ++i) batch_->rows[i].looked_up = words[i];
}

void ImportFile::stored() { batch_.reset(); }

}  // namespace tidings::flow
