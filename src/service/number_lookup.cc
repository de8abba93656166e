#include "service/number_lookup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tidings::service {
namespace {

constexpr std::array<std::string_view, 15> kTypes{"unknown", "mobile",    "landline",  "fixed_voip", "non_fixed_voip",
                                                  "voip",    "personal",  "toll_free", "premium",    "shared_cost",
                                                  "uan",     "voicemail", "pager",     "payphone",   "special"};

constexpr std::pair<std::string_view, LineType> kWords[] = {
    {"mobile", LineType::mobile},
    {"landline", LineType::landline},
    {"fixedvoip", LineType::fixed_voip},
    {"nonfixedvoip", LineType::non_fixed_voip},
    {"voip", LineType::voip},
    {"personal", LineType::personal},
    {"tollfree", LineType::toll_free},
    {"premium", LineType::premium},
    {"premiumrate", LineType::premium},
    {"sharedcost", LineType::shared_cost},
    {"uan", LineType::uan},
    {"voicemail", LineType::voicemail},
    {"pager", LineType::pager},
    {"payphone", LineType::payphone},
    {"specialservices", LineType::special},
};

constexpr size_t kTextBytes = 100;
constexpr int64_t kRetryMostMs = 3'600'000;

// Seconds; a date is not worth reading here.
std::optional<int64_t> retry_after(const HttpResponse& response) {
  const auto text = response.headers.get("Retry-After");
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::min(seconds, kRetryMostMs / 1000) * 1000;
}

}  // namespace

std::string_view to_string(LineType type) { return kTypes[static_cast<size_t>(type)]; }

std::optional<LineType> line_type_from(std::string_view name) {
  const auto* at = std::ranges::find(kTypes, name);
  if (at == kTypes.end()) return std::nullopt;
  return static_cast<LineType>(at - kTypes.begin());
}

LineType line_type_of_word(std::string_view word) {
  std::string plain;
  for (const char c : word) {
    if (c == '-' || c == '_' || c == ' ') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  for (const auto& [name, type] : kWords) {
    if (name == plain) return type;
  }
  return LineType::unknown;
}

bool never_gets_texts(LineType type) {
  switch (type) {
    case LineType::landline:
    case LineType::premium:
    case LineType::shared_cost:
    case LineType::uan:
    case LineType::voicemail:
    case LineType::pager:
    case LineType::payphone:
    case LineType::special:
      return true;
    case LineType::unknown:
    case LineType::mobile:
    case LineType::fixed_voip:
    case LineType::non_fixed_voip:
    case LineType::voip:
    case LineType::personal:
    case LineType::toll_free:
      return false;
  }
  return false;
}

std::string_view to_string(LookupEnd end) {
  switch (end) {
    case LookupEnd::answered:
      return "answered";
    case LookupEnd::not_taken:
      return "not_taken";
    case LookupEnd::refused:
      return "refused";
    case LookupEnd::unclear:
      return "unclear";
  }
  return "unclear";
}

std::string_view to_string(LookupRefusal refusal) {
  switch (refusal) {
    case LookupRefusal::none:
      return "none";
    case LookupRefusal::key:
      return "key";
    case LookupRefusal::quota:
      return "quota";
    case LookupRefusal::account:
      return "account";
  }
  return "none";
}

LookupAnswer lookup_unanswered(const HttpResult& result) {
  LookupAnswer out;
  out.end = result.transport == Transport::not_sent ? LookupEnd::not_taken : LookupEnd::unclear;
  out.problem = result.problem;
  return out;
}

LookupAnswer lookup_refused(LookupRefusal refusal, std::string problem) {
  LookupAnswer out;
  out.end = LookupEnd::refused;
  out.refusal = refusal;
  out.problem = std::move(problem);
  return out;
}

std::optional<LookupAnswer> lookup_by_status(const HttpResponse& response) {
  if (response.status >= 200 && response.status <= 299) return std::nullopt;
  LookupAnswer out;
  out.problem = fmt::format("the service answers with HTTP {}", response.status);
  switch (response.status) {
    case 401:
      return lookup_refused(LookupRefusal::key, "the service does not accept the key (HTTP 401)");
    case 402:
      return lookup_refused(LookupRefusal::quota, "the service wants to be paid first (HTTP 402)");
    case 403:
      return lookup_refused(LookupRefusal::account, "the service does not serve this account (HTTP 403)");
    case 429:
      out.end = LookupEnd::not_taken;
      out.retry_after_ms = retry_after(response);
      return out;
    default:
      return out;
  }
}

Result<std::string> lookup_base_url(std::string url, std::string_view standard, bool allow_plain_http) {
  if (url.empty()) return std::string(standard);
  while (url.ends_with('/')) url.pop_back();
  const auto parts = split_url(url);
  if (!parts || parts->authority.find('@') != std::string_view::npos || url.find_first_of("?#") != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "must be an http or https URL without user, query or fragment", "base_url",
                fmt::format("leave it out for {}", standard));
  }
  if (parts->scheme == "http" && !is_loopback(*parts) && !allow_plain_http) {
    return fail(ErrorCode::invalid_argument, "must be https: keys and numbers do not cross a network in the clear",
                "base_url", "");
  }
  return url;
}

std::string lookup_text(std::string_view text) {
  size_t end = std::min(text.size(), kTextBytes);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  std::string out(text.substr(0, end));
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return out;
}

}  // namespace tidings::service
