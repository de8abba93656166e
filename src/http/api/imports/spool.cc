#include "http/api/imports/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/crypto.h"

namespace tidings::http::imports {
namespace {

constexpr size_t kBeginningBytes = 64 << 10;

std::unexpected<Error> disk_error(int number) {
  const bool full = number == ENOSPC || number == EDQUOT;
  return fail(full ? ErrorCode::storage_full : ErrorCode::unavailable,
              full ? "the disk is full: the file was not taken"
                   : fmt::format("the file cannot be kept: {}", std::strerror(number)),
              "import_dir", full ? "make room and send it again" : "check the folder for imports and its rights");
}

}  // namespace

Spool::Spool(std::string folder, std::string name, int fd)
    : folder_(std::move(folder)), name_(std::move(name)), fd_(fd) {}

Result<std::shared_ptr<Spool>> Spool::create(const std::string& folder) {
  std::string name = "upload-" + crypto::random_token(12) + ".csv";
  const int fd = ::open((folder + "/" + name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return disk_error(errno);
  return std::shared_ptr<Spool>(new Spool(folder, std::move(name), fd));
}

Spool::~Spool() {
  if (fd_ >= 0) ::close(fd_);
  settle(false);
}

void Spool::settle(bool committed) {
  if (settled_) return;
  settled_ = true;
  if (!adopted_ || !committed) ::unlink((folder_ + "/" + name_).c_str());
}

Result<> Spool::take(std::string_view chunk) {
  bytes_ += chunk.size();
  if (beginning_.size() < kBeginningBytes) beginning_ += chunk.substr(0, kBeginningBytes - beginning_.size());
  while (!chunk.empty()) {
    const ssize_t n = ::write(fd_, chunk.data(), chunk.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return disk_error(errno);
    chunk.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

Result<> Spool::finish() {
  if (fd_ < 0) return {};
  const bool good = ::fsync(fd_) == 0;
  const int number = errno;
  ::close(fd_);
  fd_ = -1;
  if (!good) return disk_error(number);
  return {};
}

std::string Spool::digest() const { return crypto::to_hex(crypto::sha256(fmt::format("{}:{}", bytes_, beginning_))); }

}  // namespace tidings::http::imports
