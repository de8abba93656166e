#include "sms/phone_library.h"

#include <phonenumbers/phonenumberutil.h>

namespace tidings::sms {
namespace {

using Library = i18n::phonenumbers::PhoneNumberUtil;
using Parsed = i18n::phonenumbers::PhoneNumber;
using Answer = std::expected<PhoneNumber, PhoneProblem>;

constexpr size_t kE164Bytes = 16;  // a plus and 15 digits: ITU-T E.164

PhoneType type_of(Library::PhoneNumberType type) {
  switch (type) {
    case Library::FIXED_LINE:
      return PhoneType::fixed_line;
    case Library::MOBILE:
      return PhoneType::mobile;
    case Library::FIXED_LINE_OR_MOBILE:
      return PhoneType::fixed_or_mobile;
    case Library::TOLL_FREE:
      return PhoneType::toll_free;
    case Library::PREMIUM_RATE:
      return PhoneType::premium;
    case Library::SHARED_COST:
      return PhoneType::shared_cost;
    case Library::VOIP:
      return PhoneType::voip;
    case Library::PERSONAL_NUMBER:
      return PhoneType::personal;
    case Library::PAGER:
      return PhoneType::pager;
    case Library::UAN:
      return PhoneType::uan;
    case Library::VOICEMAIL:
      return PhoneType::voicemail;
    case Library::UNKNOWN:
      return PhoneType::unknown;
  }
  return PhoneType::unknown;
}

PhoneProblem problem_of(Library::ErrorType error) {
  switch (error) {
    case Library::INVALID_COUNTRY_CODE_ERROR:
      return PhoneProblem::unknown_country;
    case Library::TOO_SHORT_AFTER_IDD:
    case Library::TOO_SHORT_NSN:
      return PhoneProblem::too_short;
    case Library::TOO_LONG_NSN:
      return PhoneProblem::too_long;
    case Library::NOT_A_NUMBER:
    case Library::NO_PARSING_ERROR:
      return PhoneProblem::not_a_number;
  }
  return PhoneProblem::not_a_number;
}

}  // namespace

bool takes_texts(PhoneType type, std::string_view region) {
  switch (type) {
    case PhoneType::mobile:
    case PhoneType::fixed_or_mobile:
    case PhoneType::voip:
    case PhoneType::personal:
    case PhoneType::unknown:
      return true;
    case PhoneType::toll_free:
      return region == "US" || region == "CA";
    case PhoneType::fixed_line:
    case PhoneType::premium:
    case PhoneType::shared_cost:
    case PhoneType::pager:
    case PhoneType::uan:
    case PhoneType::voicemail:
      return false;
  }
  return false;
}

Answer ask_library(const std::string& raw, const std::string& region) {
  const Library& library = *Library::GetInstance();
  Parsed parsed;
  if (const auto error = library.Parse(raw, region, &parsed); error != Library::NO_PARSING_ERROR) {
    return std::unexpected(problem_of(error));
  }
  if (!library.IsValidNumber(parsed)) {
    switch (library.IsPossibleNumberWithReason(parsed)) {
      case Library::TOO_SHORT:
      case Library::IS_POSSIBLE_LOCAL_ONLY:
        return std::unexpected(PhoneProblem::too_short);
      case Library::TOO_LONG:
        return std::unexpected(PhoneProblem::too_long);
      case Library::INVALID_COUNTRY_CODE:
        return std::unexpected(PhoneProblem::unknown_country);
      case Library::IS_POSSIBLE:
      case Library::INVALID_LENGTH:
        return std::unexpected(PhoneProblem::invalid);
    }
  }
  PhoneNumber number;
  library.Format(parsed, Library::E164, &number.e164);
  // The library's plan knows longer numbers (Germany, up to 17 digits); no carrier takes them.
  if (number.e164.size() > kE164Bytes) return std::unexpected(PhoneProblem::too_long);
  library.GetRegionCodeForNumber(parsed, &number.region);
  number.type = type_of(library.GetNumberType(parsed));
  number.sms_capable = takes_texts(number.type, number.region);
  return number;
}

}  // namespace tidings::sms
