// Phone numbers by libphonenumber itself: right for everything people write, and slow (some 60,000 a second, on one
// thread or two). phone_plan.h answers the plain ones, phone.h is for everybody else. Any thread.
#pragma once

#include <expected>
#include <string>

#include "sms/phone.h"

namespace tidings::sms {

// `raw` trimmed and not empty; `region` ISO alpha-2 in upper case, "ZZ" for none.
std::expected<PhoneNumber, PhoneProblem> ask_library(const std::string& raw, const std::string& region);

bool takes_texts(PhoneType type, std::string_view region);

}  // namespace tidings::sms
