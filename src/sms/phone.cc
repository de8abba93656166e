#include "sms/phone.h"

#include <algorithm>
#include <array>

#include "sms/phone_library.h"
#include "sms/phone_plan.h"

namespace tidings::sms {
namespace {

using Answer = std::expected<PhoneNumber, PhoneProblem>;

constexpr size_t kRawBytes = 128;      // longer input is no phone number
constexpr size_t kCacheEntries = 512;  // per thread, direct-mapped

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
  if (auto plain = read_plain_phone(raw, region)) return *std::move(plain);

  struct Entry {
    std::string key;
    Answer answer;
  };
  thread_local std::array<Entry, kCacheEntries> cache;
  std::string key = region;
  key += '\n';
  key += raw;
  // The library is slow, and files repeat what is odd.
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
