// Any bytes as JSON: parse_json answers with a value or an error, and what it read it can write and read again.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = tidings::parse_json(text);
  if (!value) {
    tidings::check(!value.error().what.empty(), "an error says what is wrong");
    return 0;
  }
  const auto again = tidings::parse_json(tidings::json::serialize(*value));
  tidings::check(again.has_value(), "written JSON reads back");
  tidings::JsonReader reader(*value);
  (void)reader.text("a");
  (void)reader.integer("b");
  (void)reader.number("c");
  (void)reader.array("d");
  (void)reader.object("e");
  (void)reader.done();
  return 0;
}
