#include "carrier/vonage/numbers.h"

#include <algorithm>

#include "sms/utf8.h"

namespace tidings::carrier::vonage {

std::string with_plus(std::string_view address) {
  std::string out = sms::storable_text(address);
  const bool digits = std::ranges::all_of(out, [](char c) { return c >= '0' && c <= '9'; });
  if (digits && out.size() >= 7 && out.size() <= 15 && out[0] != '0') out.insert(0, 1, '+');
  return out;
}

std::string without_plus(std::string_view address) {
  if (address.starts_with('+')) address.remove_prefix(1);
  return std::string(address);
}

}  // namespace tidings::carrier::vonage
