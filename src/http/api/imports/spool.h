// The body of an upload on its way to a file in the folder of imports. Written on the I/O thread as it arrives, so
// memory stays that of one piece; removed again unless an import takes it over. One owner at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/new_file.h"

namespace tidings::http::imports {

class Spool {
 public:
  // Errors: storage_full, unavailable (the folder cannot be written to).
  static Result<std::shared_ptr<Spool>> create(const std::string& folder);
  ~Spool();  // removes the file unless settled
  Spool(const Spool&) = delete;

  Result<> take(std::string_view chunk);
  // The file is whole and on disk. Worker threads: it waits for the disk.
  Result<> finish();
  void adopt() { adopted_ = true; }  // an import wants it
  // The request is over: an adopted file stays when its transaction has committed; any other goes now.
  void settle(bool committed);

  const std::string& name() const { return name_; }  // in its folder
  uint64_t bytes() const { return bytes_; }
  std::string digest() const;  // of size and beginning: tells one request from another

 private:
  Spool(std::string name, std::unique_ptr<NewFile> file) : name_(std::move(name)), file_(std::move(file)) {}

  std::string name_, beginning_;
  std::unique_ptr<NewFile> file_;
  uint64_t bytes_ = 0;
  bool adopted_ = false, settled_ = false;
};

}  // namespace tidings::http::imports
