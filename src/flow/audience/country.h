// The country a cell of a contact file means: ISO 3166 with two or three letters, or the English name of a frequent
// one. Pure. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidings::flow {

// "us", "USA" and "United States" are "US". none: empty, or no country this knows.
std::optional<std::string> country_from(std::string_view text);

}  // namespace tidings::flow
