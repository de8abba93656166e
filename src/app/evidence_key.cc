#include "app/evidence_key.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/crypto.h"
#include "base/new_file.h"

namespace tidings::app {
namespace {

std::string why(int number) { return std::generic_category().message(number); }

Result<crypto::SigningKey> read_key(const std::string& path, const struct stat& facts) {
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::forbidden, "others than its owner may read the key of the evidence packs", path,
                fmt::format("chmod 600 {}; if somebody may have read it, move it away: a new one is made", path));
  }
  std::ifstream in(path);
  std::string line, more;
  std::getline(in, line);
  if (!in && line.empty() && facts.st_size > 0) {
    return fail(ErrorCode::forbidden, "the key of the evidence packs cannot be read", path, "check whose file it is");
  }
  const auto seed = crypto::from_hex(line);
  auto key = seed ? crypto::SigningKey::from_seed(*seed) : std::unexpected(seed.error());
  if (!key || std::getline(in, more)) {
    return fail(ErrorCode::corrupt, "this is no key of evidence packs", path,
                "put it back from a copy; without it packs made before still verify, new ones get a new key");
  }
  return key;
}

// Under its name only when it is whole, and never in place of another one.
Result<> make_key(const std::string& path) {
  const std::string part = fmt::format("{}.{}", path, crypto::random_token(8));
  auto file = TRY(NewFile::create(part));
  auto written = file->append(crypto::to_hex(crypto::SigningKey::make().seed().reveal()) + "\n");
  if (written) written = file->finish();
  const bool named = written && (::link(part.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const int number = errno;
  file->remove();
  if (!written) return written;
  if (!named)
    return fail(ErrorCode::storage_full, "the key of the evidence packs cannot be kept: " + why(number), path);
  return sync_folder_of(path);
}

}  // namespace

std::string evidence_key_file(const std::string& data_dir) { return data_dir + "/evidence.key"; }

Result<crypto::SigningKey> evidence_key(const std::string& data_dir) {
  const auto path = evidence_key_file(data_dir);
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) {
    if (errno != ENOENT) {
      return fail(ErrorCode::unavailable, "the key of the evidence packs cannot be found: " + why(errno), path,
                  "check the data folder and its rights");
    }
    TRY(make_key(path));
    if (::stat(path.c_str(), &facts) != 0)
      return fail(ErrorCode::unavailable, "the key of the evidence packs is gone again: " + why(errno), path);
  }
  return read_key(path, facts);
}

}  // namespace tidings::app
