#include "carrier/vonage/answer_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/outcomes.h"

namespace tidings::carrier::vonage {

SendResult make_result(Outcome outcome, ErrorClass cls, std::string code, std::string text) {
  SendResult out;
  out.outcome = outcome;
  out.error_class = cls;
  out.error_code = std::move(code);
  out.error_text = std::move(text);
  return out;
}

std::string http_code(int status) { return fmt::format("http_{}", status); }

json::object body_object(const HttpResponse& response) {
  auto value = parse_json(response.body);
  return value && value->is_object() ? std::move(value->get_object()) : json::object{};
}

std::optional<int64_t> retry_after_ms(const HttpHeaders& headers) {
  const std::string_view text = headers.get("Retry-After");
  double seconds = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || !(seconds >= 0)) return std::nullopt;
  return static_cast<int64_t>(std::min(seconds * 1000.0, static_cast<double>(limits::kRetryAfterMostMs)));
}

std::optional<SendResult> without_verdict(const HttpResult& result) {
  if (auto none = without_answer(result, "Vonage")) return none;
  const int status = result.response.status;
  // A server or something between us failed after the request was written; 408 says the same from a proxy.
  const bool unclear = (status < 400 && (status < 200 || status >= 300)) || status >= 500 || status == 408;
  if (unclear) return unknown_outcome(http_code(status), fmt::format("Vonage answered HTTP {}", status));
  return std::nullopt;
}

SendResult by_http_status(const HttpResponse& response, std::string_view what) {
  const int status = response.status;
  const std::string text = fmt::format("Vonage refused the {} with HTTP status {}", what, status);
  if (status == 429) {
    auto out =
        make_result(Outcome::busy, ErrorClass::transient, http_code(status), "too many requests to Vonage at once");
    out.retry_after_ms = retry_after_ms(response.headers);
    return out;
  }
  // The account's own trouble is no verdict on any message: all wait until it is mended.
  if (status == 401 || status == 402 || status == 403 || status == 404)
    return make_result(Outcome::busy, ErrorClass::sender, http_code(status), text);
  return make_result(Outcome::refused, ErrorClass::none, http_code(status), text);
}

}  // namespace tidings::carrier::vonage
