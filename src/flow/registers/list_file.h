// An uploaded do-not-contact list, read a bounded piece at a time. Memory: one read of the file and its numbers. One
// thread. Errors: not_found when the file is gone; invalid_argument when it is no such list; unavailable when it cannot
// be read now.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flow/audience/import_file.h"
#include "flow/registers/list_line.h"
#include "store/registers.h"

namespace tidings::registers {

class ListFile {
 public:
  // column: the heading of a CSV file's column, or its number from 1; empty: a number a line.
  static Result<std::unique_ptr<ListFile>> open(const std::string& path, const std::string& column,
                                                const std::string& region);
  ListFile(const ListFile&) = delete;

  struct Piece {
    std::vector<int64_t> numbers;
    std::vector<store::registers::Reject> rejects;    // the first few of the file
    int64_t lines = 0, rejected = 0, read_bytes = 0;  // of the file up to here
    bool last = false;
  };
  // Reads on until there are so many numbers, or the file ends. The same again until stored() is told.
  Result<> fill(size_t numbers);
  const Piece& piece() const { return piece_; }
  void stored();

 private:
  explicit ListFile(flow::SpoolFile file) : file_(std::move(file)) {}
  void take(const flow::CsvRow& row);
  void reject(int64_t line, std::string_view reason, std::string_view value);

  flow::SpoolFile file_;
  ListForm form_;
  std::unique_ptr<flow::CsvReader> reader_;
  std::string bytes_;
  int64_t offset_ = 0;
  size_t kept_rejects_ = 0;
  bool first_ = true;
  bool ended_ = false;
  std::string broken_;  // why the rest of the file cannot be read
  Piece piece_;
};

}  // namespace tidings::registers
