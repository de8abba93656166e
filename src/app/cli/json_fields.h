// Reading the API's answers without ceremony: a field that is not there is empty, zero or false. For showing only; what
// people write is read by JsonReader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace tidings::app::cli {

// Paths may go down with dots: "totals.delivered".
const json::value* value_at(const json::value& of, std::string_view path);
// Numbers and booleans as text; null is empty. Fit for a terminal (harmless()).
std::string text_at(const json::value& of, std::string_view path);
int64_t number_at(const json::value& of, std::string_view path);
double real_at(const json::value& of, std::string_view path);
bool flag_at(const json::value& of, std::string_view path);
const json::array& items_at(const json::value& of, std::string_view path);  // empty when it is no array

}  // namespace tidings::app::cli
