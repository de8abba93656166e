#include "base/new_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tidings {
namespace {

std::unexpected<Error> disk_error(int number, const std::string& path) {
  if (number == EEXIST) return fail(ErrorCode::already_exists, "the file is there already", path);
  if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    return fail(ErrorCode::storage_full, "the disk is full: the file was not taken", path,
                "free space on that disk and try again");
  return fail(ErrorCode::unavailable, std::string("the file cannot be written: ") + std::strerror(number), path,
              "check the folder and its rights");
}

}  // namespace

Result<> sync_folder_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return disk_error(errno, folder);
  const bool good = ::fsync(fd) == 0 || errno == EINVAL;  // a file system that syncs no folders
  const int number = errno;
  ::close(fd);
  if (!good) return disk_error(number, folder);
  return {};
}

Result<std::unique_ptr<NewFile>> NewFile::create(std::string path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return disk_error(errno, path);
  return std::unique_ptr<NewFile>(new NewFile(std::move(path), fd));
}

NewFile::~NewFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<> NewFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return disk_error(errno, path_);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return {};
}

Result<> NewFile::finish() {
  if (fd_ < 0) return {};
  const bool good = ::fsync(fd_) == 0;
  const int number = errno;
  ::close(fd_);
  fd_ = -1;
  if (!good) return disk_error(number, path_);
  return sync_folder_of(path_);
}

void NewFile::remove() { ::unlink(path_.c_str()); }

}  // namespace tidings
