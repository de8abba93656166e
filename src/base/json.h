// JSON values and the small readers the rooms use. The rest of the product sees Boost.JSON only through this header.
#pragma once

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings {

namespace json = boost::json;

// Text to value. Bounded depth. Error: invalid_argument naming the byte where it stopped.
Result<json::value> parse_json(std::string_view text);

// Appends text as a JSON string, quotes included. What is not UTF-8 becomes '?', so that it always reads back.
void append_json_text(std::string& out, std::string_view text);

// Reads fields of an object and remembers the first thing wrong, with its path ("window.allow[0].start: must be a
// string"). Read all fields, then ask error() once. Unknown fields are an error: a misspelt option must not be ignored.
class JsonReader {
 public:
  explicit JsonReader(const json::value& value, std::string path = {});

  std::optional<std::string> text(std::string_view name);
  std::optional<int64_t> integer(std::string_view name);
  std::optional<double> number(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  const json::array* array(std::string_view name);
  const json::object* object(std::string_view name);
  std::string required_text(std::string_view name);  // empty and an error when missing or empty
  bool has(std::string_view name) const;

  void problem(std::string_view name, std::string_view what);  // a finding of the caller's about a field
  Result<> done();                                             // the first problem, or an unknown field, or success
  Result<> checked();  // the first problem, or success: for readers whose askers may carry fields of their own

 private:
  const json::value* find(std::string_view name);
  template <class T, class F>
  std::optional<T> get(std::string_view name, std::string_view kind, F convert);

  const json::object* object_ = nullptr;
  std::string path_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
};

}  // namespace tidings
