// TOML text to a table, with the line of what is wrong. The rest of the product sees toml++ only through this header.
// Any thread.
#pragma once

#include <stdexcept>
#include <string>

#include "base/result.h"

// The library believes some of its own preconditions, and files break them: a header like "[;x]" (found by the fuzzer)
// aborts, or worse where asserts are off. Here a broken one is an exception, as other faults of a text are.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_EXCEPTIONS 1
#define TOML_ASSERT(expr) ((expr) ? void() : throw std::logic_error("the text breaks the rules of TOML"))
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace tidings {

// Error: invalid_argument, `where` is "file line N".
Result<toml::table> parse_toml(const std::string& text, const std::string& file);

}  // namespace tidings
