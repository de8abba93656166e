#include "sms/phone.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>

namespace tidings::sms {
namespace {

using Library = i18n::phonenumbers::PhoneNumberUtil;
using Parsed = i18n::phonenumbers::PhoneNumber;
using Answer = std::expected<PhoneNumber, PhoneProblem>;

constexpr size_t kRawBytes = 128;      // longer input is no phone number
constexpr size_t kCacheEntries = 512;  // per thread, direct-mapped
constexpr size_t kE164Bytes = 16;      // a plus and 15 digits: ITU-T E.164

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

// People also write another country's international prefix ("0011 61 …" with the US as default). Only after the number
// failed as it stands.
std::string with_plus_for_prefix(std::string_view raw) {
  std::string digits;
  for (const char c : raw) {
    if (c >= '0' && c <= '9') digits += c;
    if (c == '+') return {};
  }
  for (const std::string_view prefix : {"0011", "011", "00"}) {
    if (digits.starts_with(prefix)) return "+" + digits.substr(prefix.size());
  }
  return {};
}

Answer read_uncached(const std::string& raw, const std::string& region) {
  Answer answer = ask_library(raw, region);
  if (answer) return answer;
  if (const std::string other = with_plus_for_prefix(raw); !other.empty()) {
    if (Answer second = ask_library(other, region)) return second;
  }
  return answer;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  const auto from = text.find_first_not_of(kSpace);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

}  // namespace

Answer read_phone(std::string_view raw, std::string_view default_region) {
  raw = trim(raw);
  if (raw.empty()) return std::unexpected(PhoneProblem::missing);
  if (raw.size() > kRawBytes) return std::unexpected(PhoneProblem::not_a_number);
  std::string region(trim(default_region));
  std::ranges::transform(region, region.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });

  struct Entry {
    std::string key;
    Answer answer;
  };
  thread_local std::array<Entry, kCacheEntries> cache;
  std::string key = region;
  key += '\n';
  key += raw;
  Entry& entry = cache[std::hash<std::string>{}(key) % kCacheEntries];
  if (entry.key != key) {
    entry.answer = read_uncached(std::string(raw), region.empty() ? "ZZ" : region);
    entry.key = std::move(key);
  }
  return entry.answer;
}

Result<PhoneNumber> parse_phone(std::string_view raw, std::string_view default_region) {
  auto answer = read_phone(raw, default_region);
  if (answer) return std::move(*answer);
  const auto problem = answer.error();
  std::string hint = problem == PhoneProblem::unknown_country
                         ? "write the number with its country code (+61 …) or set a default region (AU)"
                         : "write it like +12025550123";
  return fail(ErrorCode::invalid_argument, std::string(plain_words(problem)), "phone", hint);
}

std::string_view to_string(PhoneType type) {
  switch (type) {
    case PhoneType::mobile:
      return "mobile";
    case PhoneType::fixed_line:
      return "fixed_line";
    case PhoneType::fixed_or_mobile:
      return "fixed_or_mobile";
    case PhoneType::toll_free:
      return "toll_free";
    case PhoneType::premium:
      return "premium";
    case PhoneType::shared_cost:
      return "shared_cost";
    case PhoneType::voip:
      return "voip";
    case PhoneType::personal:
      return "personal";
    case PhoneType::pager:
      return "pager";
    case PhoneType::uan:
      return "uan";
    case PhoneType::voicemail:
      return "voicemail";
    case PhoneType::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view to_string(PhoneProblem problem) {
  switch (problem) {
    case PhoneProblem::missing:
      return "missing";
    case PhoneProblem::not_a_number:
      return "not_a_number";
    case PhoneProblem::unknown_country:
      return "unknown_country";
    case PhoneProblem::too_short:
      return "too_short";
    case PhoneProblem::too_long:
      return "too_long";
    case PhoneProblem::invalid:
      return "invalid";
  }
  return "invalid";
}

std::string_view plain_words(PhoneProblem problem) {
  switch (problem) {
    case PhoneProblem::missing:
      return "there is no phone number";
    case PhoneProblem::not_a_number:
      return "this is not a phone number";
    case PhoneProblem::unknown_country:
      return "the number has no known country code";
    case PhoneProblem::too_short:
      return "the phone number is too short";
    case PhoneProblem::too_long:
      return "the phone number is too long";
    case PhoneProblem::invalid:
      return "no such phone number is given out in its country";
  }
  return "this is not a phone number";
}

}  // namespace tidings::sms
