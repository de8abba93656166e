// Plainly written phone numbers, a hundred times as fast as the library and with the same answer: digits with blanks,
// hyphens, dots and brackets, with or without plus, international prefix, country code or national prefix. The
// numbering plans are not copied here: they are taken from the metadata inside the library that is linked, when a
// country is first met, and its expressions become tables. What is not certain by these tables alone (an extension,
// letters, zeros that belong to the number, a prefix that can be read in two ways) has no answer here: the library is
// asked. That both agree wherever this one answers is a property test and a fuzz target. Any thread; pure.
#pragma once

#include <optional>
#include <string_view>

#include "sms/phone.h"

namespace tidings::sms {

// `raw` trimmed; `region` ISO alpha-2 in upper case, anything else for none. nullopt: ask the library.
std::optional<std::expected<PhoneNumber, PhoneProblem>> read_plain_phone(std::string_view raw, std::string_view region);

}  // namespace tidings::sms
