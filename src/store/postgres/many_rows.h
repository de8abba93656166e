// One statement for many rows: its parameters become arrays, one a column, and what it does for one row it does for
// each of theirs. A round trip and a start of the executor for hundreds of rows instead of one each. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace tidings::store::postgres {

enum class RowsShape {
  insert,  // every row, in their order
  some,    // INSERT … ON CONFLICT DO NOTHING: how many, not which
  update,  // the last column says which rows were changed, counted from 1
  query,   // the last column says which row an answer is for
};
struct ManyRows {
  std::string sql;  // as store/sql has it: ?N is the array of column N
  RowsShape shape = RowsShape::query;
  bool one_each = false;  // rows must differ in ?1: the second would not see what the first did
};

// nullopt: this statement, or bytes, cannot be asked so.
std::optional<ManyRows> many_rows(std::string_view sql, std::span<const Param::Type> types);

// The type of each column; nullopt when one has nothing but nulls, or values of two.
std::optional<std::vector<Param::Type>> types_of(const std::vector<Param>& params, size_t width);
bool first_differs(const std::vector<Param>& params, size_t width);
// One column in PostgreSQL's binary form of an array.
std::string array_of(std::span<const Param> rows, size_t width, size_t column, Param::Type type);

}  // namespace tidings::store::postgres
