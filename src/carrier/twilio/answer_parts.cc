#include "carrier/twilio/answer_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/http_date.h"
#include "carrier/outcomes.h"
#include "carrier/twilio/error_table.h"
#include "carrier/twilio/inbound_text.h"

namespace tidings::carrier::twilio {
namespace {

std::optional<int64_t> seconds_as_ms(std::string_view text) {
  double seconds = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (ec != std::errc{} || end != text.data() + text.size() || !(seconds >= 0)) return std::nullopt;
  return static_cast<int64_t>(std::min(seconds * 1000.0, static_cast<double>(limits::kRetryAfterMostMs)));
}

// Seconds, or a date that is measured against the answer's own Date.
std::optional<int64_t> retry_after_ms(const HttpHeaders& headers) {
  const std::string_view value = headers.get("Retry-After");
  if (value.empty()) return std::nullopt;
  if (const auto ms = seconds_as_ms(value)) return ms;
  const auto until = parse_http_date(value), now = parse_http_date(headers.get("Date"));
  if (!until || !now) return std::nullopt;
  return std::clamp<int64_t>(*until - *now, 0, limits::kRetryAfterMostMs);
}

// Its queue at Twilio, its 10DLC campaign's or its channel's rate; all other limits are the account's.
bool about_sender(std::string_view code) {
  return code == "21611" || code == "30022" || code == "30027" || code == "63018";
}

// The sender will have the same answer for whoever it texts.
bool bars_sender(std::string_view code) {
  constexpr std::string_view kCodes[] = {"21210", "21212", "21606", "21703", "30024",
                                         "30032", "30033", "30034", "30035"};
  return std::ranges::find(kCodes, code) != std::end(kCodes);
}

SendResult refused_or_busy(const HttpResponse& response, std::string_view what) {
  const std::string code = error_code_of(body_object(response), "code");
  const ErrorRow* row = find_error(code);
  const int status = response.status;
  SendResult out;
  if (about_sender(code) || bars_sender(code)) out.busy_with = BusyWith::sender;
  out.error_code = code.empty() ? fmt::format("http_{}", status) : code;
  out.error_text = row != nullptr ? std::string(row->words)
                   : code.empty() ? fmt::format("Twilio refused the {} with HTTP status {}", what, status)
                                  : fmt::format("Twilio refused the {} with its code {}", what, code);
  if (status == 429) {
    out.outcome = Outcome::busy;
    out.error_class = ErrorClass::transient;
    out.retry_after_ms = retry_after_ms(response.headers);
    if (row == nullptr) out.error_text = "too many requests to Twilio at once";
    return out;
  }
  if (row != nullptr && row->outcome_unknown) return unknown_outcome(out.error_code, out.error_text);
  out.outcome = Outcome::refused;
  out.error_class = row != nullptr ? row->cls : ErrorClass::none;
  if (row == nullptr && (status == 401 || status == 403 || status == 404)) out.error_class = ErrorClass::sender;
  if (out.error_class == ErrorClass::transient) {
    // The account's or the sender's queue is full: not now, for any message. Other passing faults are this message's.
    if (code == "20429" || code == "21611") out.outcome = Outcome::busy;
    out.retry_after_ms = retry_after_ms(response.headers);
  }
  // The account's or the sender's own trouble, a changed token say, is no verdict on any message: all wait until it is
  // mended.
  const bool account = status == 401 || code == "20003" || code == "20404" || code == "30002" || bars_sender(code) ||
                       (code.empty() && (status == 403 || status == 404));
  if (account && out.error_class == ErrorClass::sender) out.outcome = Outcome::busy;
  return out;
}

Error lookup_error(const HttpResult& result) {
  if (result.transport != Transport::answered) {
    return {ErrorCode::unavailable, "Twilio did not answer: " + result.problem, {}, "it is asked again later"};
  }
  const int status = result.response.status;
  const std::string code = error_code_of(body_object(result.response), "code");
  const std::string what = fmt::format("Twilio answered HTTP {}{}{}", status, code.empty() ? "" : ", code ", code);
  return question_error(status, what, "check account_sid and auth_token or api_key of this carrier");
}

}  // namespace

json::object body_object(const HttpResponse& response) {
  auto value = parse_json(response.body);
  return value && value->is_object() ? value->get_object() : json::object{};
}

// A field as text whether it came as a string or as a number; null and everything else is empty.
std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return {};
  if (value->is_string()) return clean_utf8(value->get_string());
  if (value->is_int64()) return std::to_string(value->get_int64());
  return {};
}

std::string error_code_of(const json::object& object, std::string_view name) {
  std::string code = text_of(object, name);
  const bool digits =
      !code.empty() && code.size() <= 9 && std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
  return digits && code != "0" ? code : std::string{};
}

std::optional<SendResult> without_acceptance(const HttpResult& result, std::string_view what) {
  if (auto none = without_answer(result, "Twilio")) return none;
  const int status = result.response.status;
  if (status >= 200 && status < 300) return std::nullopt;
  // A server or something between us failed after the request was written; 408 says the same from a proxy.
  if (status < 400 || status >= 500 || status == 408) {
    return unknown_outcome(fmt::format("http_{}", status), fmt::format("Twilio answered HTTP {}", status));
  }
  return refused_or_busy(result.response, what);
}

Result<json::object> ok_object(const HttpResult& result) {
  if (result.transport != Transport::answered || result.response.status != 200)
    return std::unexpected(lookup_error(result));
  auto value = parse_json(result.response.body);
  if (!value || !value->is_object()) return fail(ErrorCode::corrupt, "Twilio's answer is not a JSON object");
  return value->get_object();
}

Result<std::string> next_page(const json::object& body, std::string_view origin) {
  std::string next = text_of(body, "next_page_uri");
  if (next.starts_with('/') && !next.starts_with("//")) next.insert(0, origin);
  if (!next.empty() && !next.starts_with(std::string(origin) + "/")) {
    return fail(ErrorCode::corrupt,
                "the next page of Twilio's answer is at another place than the configured base_url");
  }
  return next;
}

}  // namespace tidings::carrier::twilio
