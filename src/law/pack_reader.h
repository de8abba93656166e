// Reads a rule pack from TOML. Every error says file, line and what was expected; a pack with one is refused whole, so
// that the old one stays in force. Unknown words are errors: a typo must not switch a rule off. Pure.
#pragma once

#include <string>

#include "base/result.h"
#include "law/pack.h"

namespace tidings::law {

// The error is of the first thing wrong, its `where` is "file line N". Holidays are not yet joined to the rules.
Result<Pack> read_pack(const std::string& toml, const std::string& file);

}  // namespace tidings::law
