// Numbers that always meet the same fault: the last seven digits are 555 and a suffix of the table in magic.cc. Nobody
// real has such a number in North America; 555-0100 to 555-0199, the numbers of examples, force nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidings::carrier::sandbox {

struct Fate;

// Faults of the request itself are met on the first attempt only, so that the second shows what the sender does next.
void force_fate(std::string_view recipient, uint64_t attempt, Fate& fate);

std::string magic_help();  // one line a suffix

}  // namespace tidings::carrier::sandbox
