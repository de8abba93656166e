// A file being written for the first time, piece by piece, that must be on disk before somebody is told it was taken.
// One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings {

// A new file's name is on disk when its folder is: syncing the file alone need not bring it there (POSIX).
Result<> sync_folder_of(const std::string& path);

class NewFile {
 public:
  // Readable by its owner only. Errors: already_exists, storage_full, unavailable (folder missing or not writable).
  static Result<std::unique_ptr<NewFile>> create(std::string path);
  ~NewFile();  // closes; the file stays
  NewFile(const NewFile&) = delete;

  Result<> append(std::string_view bytes);
  // Waits until the disk has the bytes and the name, then closes. Idempotent after success. Errors: storage_full,
  // unavailable.
  Result<> finish();
  void remove();  // from the disk; at any time

  const std::string& path() const { return path_; }

 private:
  NewFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::string path_;
  int fd_;
};

}  // namespace tidings
