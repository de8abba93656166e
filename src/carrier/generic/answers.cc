#include "carrier/generic/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/limits.h"
#include "carrier/outcomes.h"
#include "sms/utf8.h"

namespace tidings::carrier::generic {
namespace {

constexpr size_t kRegexBytes = 4096;  // the library's matcher recurses: longer bodies are read to here
constexpr size_t kIdBytes = 200, kCodeBytes = 40;

bool is_in(const std::vector<StatusRange>& ranges, int status) {
  return std::ranges::any_of(ranges, [&](const StatusRange& r) { return status >= r.from && status <= r.to; });
}

bool searches(const std::regex& regex, std::string_view body, std::cmatch& match) {
  body = body.substr(0, kRegexBytes);
  try {
    return std::regex_search(body.data(), body.data() + body.size(), match, regex);
  } catch (const std::regex_error&) {  // too much work: it does not fit
    return false;
  }
}
bool fits(const std::optional<std::regex>& regex, std::string_view body) {
  std::cmatch match;
  return !regex || searches(*regex, body, match);
}

std::string plain(std::string_view text, size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) {
    if (c > ' ' && c < 0x7f) out += c;
  }
  return out;
}

// Into logs and metrics goes only what looks like a code, and no number of a person.
std::string code_of(std::string_view text) {
  const std::string out = plain(text, kCodeBytes);
  const auto digits = std::ranges::count_if(out, [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 8 ? std::string() : out;
}

std::optional<int64_t> retry_after_ms(const HttpHeaders& headers) {
  const std::string_view text = headers.get("Retry-After");
  int64_t seconds = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::min(seconds, limits::kRetryAfterMostMs / kSecondMs) * kSecondMs;
}

SendResult ended(Outcome outcome, ErrorClass cls, std::string code, std::string text) {
  SendResult out;
  out.outcome = outcome;
  out.error_class = cls;
  out.error_code = std::move(code);
  out.error_text = std::move(text);
  return out;
}

SendResult by_status(int status, std::string code, const HttpHeaders& headers) {
  const std::string text = fmt::format("the gateway answered HTTP {}", status);
  if (status == 429) {
    auto out = ended(Outcome::busy, ErrorClass::transient, std::move(code), text);
    out.retry_after_ms = retry_after_ms(headers);
    return out;
  }
  // The account's own trouble is no verdict on any message: all wait until it is mended.
  if (status == 401 || status == 402 || status == 403 || status == 404)
    return ended(Outcome::busy, ErrorClass::sender, std::move(code), text);
  if (status >= 400 && status < 500 && status != 408)
    return ended(Outcome::refused, ErrorClass::none, std::move(code), text);
  return ended(Outcome::unknown, ErrorClass::none, std::move(code), text);
}

}  // namespace

std::string find_in(const Finder& finder, std::string_view body) {
  if (finder.regex) {
    std::cmatch match;
    return searches(*finder.regex, body, match) ? match[1].str() : std::string();
  }
  if (finder.pointer.empty()) return {};
  const auto value = parse_json(body);
  if (!value) return {};
  boost::system::error_code problem;
  const auto* found = value->find_pointer(finder.pointer, problem);
  if (found == nullptr || found->is_null() || found->is_structured()) return {};
  return found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
}

SendResult read_send_answer(const Config& config, const HttpResult& result) {
  if (auto none = without_answer(result, "the gateway")) return std::move(*none);
  const auto& [status, headers, body] = result.response;
  const std::string found = code_of(find_in(config.answer.code, body));
  const std::string code = found.empty() ? fmt::format("http_{}", status) : found;
  for (const Rule& rule : config.rules) {
    if (!rule.statuses.empty() && !is_in(rule.statuses, status)) continue;
    if (!rule.codes.empty() && std::ranges::find(rule.codes, found) == rule.codes.end()) continue;
    if (!fits(rule.body, body)) continue;
    auto out = ended(rule.outcome, rule.cls, code, fmt::format("the gateway answered HTTP {}, {}", status, code));
    out.busy_with = rule.with;
    if (out.outcome == Outcome::busy) out.retry_after_ms = retry_after_ms(headers);
    return out;
  }
  if (is_in(config.answer.statuses, status) && fits(config.answer.accepted, body)) {
    const std::string id = plain(find_in(config.answer.id, body), kIdBytes);
    // Without it its receipts could not be told apart from others'.
    if (config.answer.id.set() && id.empty())
      return ended(Outcome::unknown, ErrorClass::none, code, "the gateway's answer names no message");
    SendResult out;
    out.outcome = Outcome::accepted;
    out.provider_id = id;
    out.state = DeliveryState::queued;
    return out;
  }
  if (status >= 200 && status < 300)
    return ended(Outcome::unknown, ErrorClass::none, code, "the gateway's answer says neither yes nor no");
  return by_status(status, code, headers);
}

}  // namespace tidings::carrier::generic
