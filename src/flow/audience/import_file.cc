#include "flow/audience/import_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

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
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) {
    return fail(ErrorCode::not_found, "the spooled file is gone", "the file", "send the file again");
  }
  if (fd < 0) return unreadable(std::strerror(errno));
  struct stat facts{};
  if (::fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    ::close(fd);
    return unreadable("it is no regular file");
  }
  return SpoolFile(fd, static_cast<int64_t>(facts.st_size));
}

SpoolFile::~SpoolFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<> SpoolFile::read(int64_t offset, size_t most, std::string& out) const {
  out.resize(most);
  size_t have = 0;
  while (have < most) {
    const ssize_t n = ::pread(fd_, out.data() + have, most - have, offset + static_cast<int64_t>(have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable(std::strerror(errno));
    if (n == 0) break;
    have += static_cast<size_t>(n);
  }
  out.resize(have);
  return {};
}

Result<std::string> SpoolFile::fingerprint(int64_t offset) const {
  std::string bytes;
  const int64_t from = std::max<int64_t>(0, offset - kFingerprintBytes);
  TRY(read(from, static_cast<size_t>(offset - from), bytes));
  return crypto::to_hex(crypto::sha256(bytes)).substr(0, kFingerprintHex);
}

Result<CsvHeader> read_header(const SpoolFile& file) {
  CsvHeaderFinder finder;
  std::string piece;
  for (int64_t offset = 0;; offset += static_cast<int64_t>(piece.size())) {
    TRY(file.read(offset, limits::kImportReadBytes, piece));
    if (piece.empty()) return finder.finish();
    if (auto header = TRY(finder.feed(piece))) return std::move(*header);
  }
}

Result<std::unique_ptr<ImportFile>> ImportFile::open(const std::string& path, ImportPlan plan, const Start& start,
                                                     WorkspaceId workspace, std::string_view default_region) {
  auto file = TRY(SpoolFile::open(path));
  if (file.size() != start.bytes) return replaced();
  if (TRY(file.fingerprint(static_cast<int64_t>(start.at.offset))) != start.fingerprint) return replaced();
  return std::unique_ptr<ImportFile>(
      new ImportFile(std::move(file), std::move(plan), start.at, workspace, default_region));
}

ImportFile::ImportFile(SpoolFile file, ImportPlan plan, const CsvPosition& at, WorkspaceId workspace,
                       std::string_view default_region)
    : file_(std::move(file)),
      plan_(std::move(plan)),
      judge_(plan_, workspace, default_region),
      position_(at),
      reader_(plan_.header, at, [this](const CsvRow& row) { rows_.push_back(judge_.judge(row)); }),
      offset_(static_cast<int64_t>(at.offset)) {}

Result<> ImportFile::fill(size_t rows) {
  while (!ended_ && rows_.size() < rows) {
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

CsvPosition ImportFile::border(size_t n) const {
  if (ended_ && n == rows_.size()) return reader_.position();
  return n == 0 ? position_ : rows_[n - 1].after;
}

void ImportFile::stored(size_t n) {
  position_ = border(n);
  rows_.erase(rows_.begin(), rows_.begin() + static_cast<ptrdiff_t>(n));
}

}  // namespace tidings::flow
