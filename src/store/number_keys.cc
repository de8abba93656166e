#include "store/number_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/crypto.h"
#include "base/new_file.h"

namespace tidings::store {
namespace {

constexpr size_t kKeyBytes = 32, kIdDigits = 8;

// Empty: there is no such file.
std::string look_of(const std::string& path, bool& private_to_owner) {
  namespace fs = std::filesystem;
  std::error_code ec;
  const auto status = fs::status(path, ec);
  if (!fs::is_regular_file(status)) return {};
  private_to_owner = (status.permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none;
  const auto size = fs::file_size(path, ec);
  return fmt::format("{} {}", size, fs::last_write_time(path, ec).time_since_epoch().count());
}

bool is_key(std::string_view line) {
  return line.size() == 2 * kKeyBytes &&
         std::ranges::all_of(line, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Tells keys apart, and which one a hash was made with; says nothing about the key.
std::string id_of(std::string_view key) {
  return crypto::to_hex(crypto::hmac_sha256(key, "tidings: id of an erasure key")).substr(0, kIdDigits);
}

}  // namespace

Result<> NumberKeys::load() {
  const std::lock_guard lock(mutex_);
  return load_locked();
}

Result<> NumberKeys::load_locked() {
  bool private_to_owner = true;
  const auto look = look_of(path_, private_to_owner);
  if (look.empty()) return {};
  if (!private_to_owner) {
    return fail(ErrorCode::forbidden, "the keys of erased numbers may be read by others", path_,
                "take their rights away: chmod 600");
  }
  std::ifstream file(path_);
  std::vector<Key> keys;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    if (!is_key(line)) {
      return fail(ErrorCode::corrupt, fmt::format("line {} is no key", number), path_,
                  "a key is 64 hex digits in lower case, one a line; put the file back as it was");
    }
    keys.push_back({id_of(line), Secret(line)});
  }
  if (!file.eof()) return fail(ErrorCode::unavailable, "the keys of erased numbers cannot be read", path_);
  if (keys.empty()) return fail(ErrorCode::corrupt, "there is no key in the file", path_, "put it back as it was");
  keys_ = std::move(keys);
  read_ = look;
  return {};
}

Result<std::string> NumberKeys::newest() {
  const std::lock_guard lock(mutex_);
  TRY(load_locked());
  if (keys_.empty()) {
    auto file = NewFile::create(path_);
    if (!file && file.error().code != ErrorCode::already_exists) return std::unexpected(file.error());
    if (file) {
      TRY(
          (*file)->append("# Under these keys Tidings recognises numbers that were erased. Keep a copy apart from the "
                          "database's;\n# without them nothing is sent. The last one is for new hashes.\n" +
                          crypto::random_token(kKeyBytes) + "\n"));
      TRY((*file)->finish());
    }
    TRY(load_locked());
    if (keys_.empty()) return fail(ErrorCode::unavailable, "the keys of erased numbers cannot be read", path_);
  }
  return keys_.back().id;
}

const NumberKeys::Key* NumberKeys::find(std::string_view id) const {
  const auto found = std::ranges::find(keys_, id, &Key::id);
  return found == keys_.end() ? nullptr : &*found;
}

std::string NumberKeys::name_of(std::string_view key, std::string_view phone) {
  const std::lock_guard lock(mutex_);
  const Key* found = find(key);
  if (found == nullptr) {
    bool private_to_owner = true;
    if (look_of(path_, private_to_owner) == read_ || !load_locked()) return {};
    found = find(key);
    if (found == nullptr) return {};
  }
  return fmt::format("hmac:{}:{}", found->id, crypto::to_hex(crypto::hmac_sha256(found->secret.reveal(), phone)));
}

}  // namespace tidings::store
