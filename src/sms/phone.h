// Phone numbers: from what people write to E.164, with type and region. Over libphonenumber, whose headers stay inside
// the room, which manages some 60,000 numbers a second: plainly written ones are read by tables made from its own plans
// (phone_plan.h, the same answers), and each thread keeps a small cache of the others. Any thread. On the journey:
// import, API and CLI input, inbound webhooks. Errors never repeat the number.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tidings::sms {

enum class PhoneType {
  mobile,
  fixed_line,
  fixed_or_mobile,  // the region's numbers do not tell (US, CA, …)
  toll_free,
  premium,
  shared_cost,
  voip,
  personal,
  pager,
  uan,
  voicemail,
  unknown,
};
std::string_view to_string(PhoneType type);

struct PhoneNumber {
  std::string e164;    // with plus
  std::string region;  // ISO 3166 alpha-2; "001" for numbers of no country
  PhoneType type = PhoneType::unknown;
  bool sms_capable = false;  // by its type: toll-free only in the US and Canada, landlines where the number tells
  bool operator==(const PhoneNumber&) const = default;
};

enum class PhoneProblem {
  missing,          // empty
  not_a_number,     // words, or far from a number
  unknown_country,  // no country code, and the default region is absent or unknown
  too_short,
  too_long,
  invalid,  // possible by its length, but no such number is given out in its region
};
std::string_view to_string(PhoneProblem problem);    // the code: "too_short"
std::string_view plain_words(PhoneProblem problem);  // for people: "the number is too short"

// `default_region` (ISO alpha-2, any case, may be empty) reads numbers without a country code.
std::expected<PhoneNumber, PhoneProblem> read_phone(std::string_view raw, std::string_view default_region);

// The same for callers that speak Result: invalid_argument with the plain words; `where` is "phone".
Result<PhoneNumber> parse_phone(std::string_view raw, std::string_view default_region);

}  // namespace tidings::sms
