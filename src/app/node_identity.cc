#include "app/node_identity.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/crypto.h"

namespace tidings::app {
namespace {
constexpr size_t kNameBytes = 8;
}

NodeIdentity::~NodeIdentity() {
  if (lock_ >= 0) ::close(lock_);
}

Result<> NodeIdentity::take(const std::string& data_dir) {
  const std::string path = data_dir + "/node";
  lock_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) {
    return fail(ErrorCode::storage_full, "the data folder cannot be written", path,
                "check that it exists and its permissions");
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    return fail(ErrorCode::unavailable, "another tidings process uses this data folder", data_dir,
                "give every node a store.data_dir of its own");
  }
  std::string text(2 * kNameBytes, '\0');
  const ssize_t n = ::pread(lock_, text.data(), text.size(), 0);
  if (n == static_cast<ssize_t>(text.size())) {
    name_ = text;
    return {};
  }
  name_ = crypto::to_hex(crypto::sha256(crypto::random_token(kNameBytes * 4))).substr(0, text.size());
  if (::pwrite(lock_, name_.data(), name_.size(), 0) != static_cast<ssize_t>(name_.size()) || ::fsync(lock_) != 0) {
    return fail(ErrorCode::storage_full, "the node's name cannot be written", path, "free space on that disk");
  }
  return {};
}

}  // namespace tidings::app
