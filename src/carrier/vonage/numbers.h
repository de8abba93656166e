// Vonage writes numbers without the plus, everywhere. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tidings::carrier::vonage {

// "+614…" for what is a whole number; names and short codes as they are.
std::string with_plus(std::string_view address);
std::string without_plus(std::string_view address);

}  // namespace tidings::carrier::vonage
