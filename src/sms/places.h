// Where a number was issued, as far as its prefix tells more than its country: the states and provinces of +1 area
// codes (tools/place_map.py). Any thread; pure. A number moves with its owner, so this is a guess among others: rules
// of a state bind when the number or the address says so.
#pragma once

#include <string_view>
#include <vector>

namespace tidings::sms {

// ISO 3166-2 of an E.164 number, with or without its plus: "US-FL"; several where a code spans provinces. Empty: the
// prefix tells nothing beyond the country.
std::vector<std::string_view> candidate_places(std::string_view e164);

}  // namespace tidings::sms
