#include "sms/calling_code.h"

#include <algorithm>
#include <array>

namespace tidings::sms {
namespace {

constexpr std::array<uint8_t, 44> kTwoDigits{20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46,
                                             47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63,
                                             64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98};

// The number that n digits are; 0 where there are fewer.
uint32_t first_digits(std::string_view text, size_t n) {
  if (text.size() < n) return 0;
  uint32_t out = 0;
  for (const char c : text.substr(0, n)) {
    if (c < '0' || c > '9') return 0;
    out = out * 10 + static_cast<uint32_t>(c - '0');
  }
  return out;
}

std::string_view digits_of(std::string_view e164) {
  if (e164.starts_with('+')) e164.remove_prefix(1);
  return e164;
}

}  // namespace

uint32_t calling_code(std::string_view e164) {
  const auto digits = digits_of(e164);
  if (digits.starts_with('1') || digits.starts_with('7')) return first_digits(digits, 1);
  if (digits.starts_with('0')) return 0;
  const auto two = first_digits(digits, 2);
  if (two != 0 && std::ranges::find(kTwoDigits, two) != kTwoDigits.end()) return two;
  return first_digits(digits, 3);
}

uint32_t area_code(std::string_view e164) {
  const auto digits = digits_of(e164);
  return digits.starts_with('1') ? first_digits(digits.substr(1), 3) : 0;
}

}  // namespace tidings::sms
