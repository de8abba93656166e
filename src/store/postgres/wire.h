// What goes over the connection and comes back: values in the shape libpq takes, results as cursors.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "store/database.h"

namespace tidings::store::postgres {

using ResultHandle = std::unique_ptr<pg_result, void (*)(pg_result*)>;

Oid type_of(const Param& param);  // 0: the server finds it out
int64_t rows_changed(const PGresult* result);
std::string first_line(const char* text);
int64_t integer_at(const PGresult* result, int row, int column);

// Takes the result.
std::unique_ptr<Cursor> cursor_over(PGresult* result);
// Of some rows of it: from the first to before the last.
std::unique_ptr<Cursor> cursor_over(std::shared_ptr<PGresult> result, int first, int last);

// Parameters in the shape libpq takes. Where the type is ours they go as bytes, else as text for the server to read.
class Values {
 public:
  Values(const Param* params, size_t count, const unsigned* types);
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void set(size_t i, const Param& param, bool typed);
  void number(size_t i, uint64_t bits);
  void text(size_t i, std::string value);

  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
  std::vector<uint64_t> numbers_;
  std::vector<std::string> texts_;
};

}  // namespace tidings::store::postgres
