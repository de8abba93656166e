// The secrets under which erased numbers are still recognised: a number that was erased stands in the database only as
// its keyed hash (HMAC-SHA-256 of the E.164 form), and the key is in a file of its own, outside the database: a plain
// hash of a phone number falls to trying all of them. The file holds one key a line, 64 hex digits; the last one is for
// new hashes, all are for reading. Made at first need, readable by its owner only. Any thread. Source of the rule:
// reference/compliance §7.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace tidings::store {

class NumberKeys {
 public:
  explicit NumberKeys(std::string path) : path_(std::move(path)) {}

  // Reads the file; one that is not there is no key yet. Errors: forbidden (others may read it), corrupt.
  Result<> load();
  // The id of the key for new hashes; makes the file when there is none. Errors: load()'s, storage_full, unavailable.
  Result<std::string> newest();
  // How the number stands in the database under this key: "hmac:ID:64 hex digits". Empty: there is no such key here,
  // even after another look at the file.
  std::string name_of(std::string_view key, std::string_view phone);
  const std::string& path() const { return path_; }

 private:
  struct Key {
    std::string id;
    Secret secret;
  };
  Result<> load_locked();
  const Key* find(std::string_view id) const;
  std::string path_;
  std::mutex mutex_;
  std::vector<Key> keys_;
  std::string read_;  // size and time of the file as it was read
};

}  // namespace tidings::store
