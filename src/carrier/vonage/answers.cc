#include "carrier/vonage/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/outcomes.h"
#include "carrier/vonage/answer_parts.h"
#include "carrier/vonage/error_table.h"
#include "carrier/vonage/messages_webhook.h"
#include "carrier/vonage/parameters.h"

namespace tidings::carrier::vonage {
namespace {

// "Throughput Rate Exceeded - please wait [ 250 ] and retry": milliseconds.
std::optional<int64_t> wait_in(std::string_view text) {
  const size_t open = text.find('['), close = text.find(']', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  text = text.substr(open + 1, close - open - 1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  int64_t ms = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (ec != std::errc{} || end != text.data() + text.size() || ms < 0) return std::nullopt;
  return std::min(ms, limits::kRetryAfterMostMs);
}

// A code of Vonage's about a request none of which was accepted.
SendResult verdict(ErrorList list, const std::string& code) {
  const ErrorRow* row = find_error(list, code);
  if (row == nullptr)
    return make_result(Outcome::refused, ErrorClass::none, code, "Vonage refused the message with its code " + code);
  const std::string words(row->words);
  switch (row->says) {
    case Says::refused:
      return make_result(Outcome::refused, row->cls, code, words);
    case Says::not_now:
    case Says::account:
      return make_result(Outcome::busy, row->cls, code, words);
    case Says::unknown:
      return unknown_outcome(code, words);
  }
  return unknown_outcome(code, words);
}

struct Part {
  std::string id, status, text;
  bool accepted() const { return status == "0" && !id.empty(); }
};

std::vector<Part> parts_of(const json::object& body) {
  std::vector<Part> out;
  const json::value* list = body.if_contains("messages");
  if (list == nullptr || !list->is_array()) return out;
  for (const json::value& item : list->get_array()) {
    if (const json::object* part = item.if_object())
      out.push_back({text_of(*part, "message-id"), text_of(*part, "status"), text_of(*part, "error-text")});
  }
  return out;
}

SendResult accepted(const std::vector<Part>& parts) {
  SendResult out;
  out.outcome = Outcome::accepted;
  out.state = DeliveryState::queued;
  out.segments = static_cast<int>(parts.size());
  out.by_part = true;
  for (const Part& part : parts) {
    if (part.accepted()) {
      out.provider_id.empty() ? out.provider_id = part.id : out.more_ids.emplace_back(part.id);
    } else if (out.error_code.empty() && part.status != "0") {
      const SendResult refused = verdict(ErrorList::sms_answer, part.status);
      out.state = DeliveryState::failed;
      out.error_class = refused.error_class;
      out.error_code = refused.error_code;
      out.error_text = "a part of the message was not accepted: " + refused.error_text;
    }
  }
  return out;
}

// Of a message with several parts the first verdict that says most: one part that perhaps left makes it unknown.
SendResult none_accepted(const std::vector<Part>& parts) {
  std::optional<SendResult> out;
  for (const Part& part : parts) {
    if (part.status.empty() || part.status == "0")
      return unknown_outcome("no_id", "Vonage's answer names no message");  // accepted, perhaps
    auto one = verdict(ErrorList::sms_answer, part.status);
    if (one.outcome == Outcome::unknown) return one;
    if (one.outcome == Outcome::busy && one.error_class == ErrorClass::transient)
      one.retry_after_ms = wait_in(part.text);
    if (!out) out = std::move(one);
  }
  return *out;
}

// What the Messages API finds wrong with the request, where it gives no code.
ErrorClass class_of_parameters(const json::object& body) {
  const json::value* list = body.if_contains("invalid_parameters");
  if (list == nullptr || !list->is_array()) return ErrorClass::sender;
  for (const json::value& item : list->get_array()) {
    const json::object* parameter = item.if_object();
    const std::string name = parameter == nullptr ? std::string() : text_of(*parameter, "name");
    if (name == "to") return ErrorClass::permanent;
    if (name == "text" || name.starts_with("image")) return ErrorClass::content;
  }
  return ErrorClass::sender;
}

}  // namespace

SendResult read_sms_answer(const HttpResult& result) {
  if (auto out = without_verdict(result)) return *out;
  const auto parts = parts_of(body_object(result.response));
  if (result.response.status >= 400 && parts.empty()) return by_http_status(result.response, "message");
  if (parts.empty()) return unknown_outcome(http_code(result.response.status), "Vonage's answer names no message");
  if (std::ranges::any_of(parts, &Part::accepted)) return accepted(parts);
  auto out = none_accepted(parts);
  if (out.outcome == Outcome::busy && result.response.status == 429 && !out.retry_after_ms)
    out.retry_after_ms = retry_after_ms(result.response.headers);
  return out;
}

SendResult read_message_answer(const HttpResult& result) {
  if (auto out = without_verdict(result)) return *out;
  const HttpResponse& response = result.response;
  const json::object body = body_object(response);
  if (response.status < 300) {
    SendResult out;
    out.provider_id = text_of(body, "message_uuid");
    if (out.provider_id.empty()) return unknown_outcome(http_code(response.status), "Vonage's answer names no message");
    out.outcome = Outcome::accepted;
    out.state = DeliveryState::queued;
    return out;
  }
  const std::string code = messages_error_code(body);
  SendResult out = code.empty() ? by_http_status(response, "message") : verdict(ErrorList::messages, code);
  if (response.status == 429) {  // never processed, whatever the code says
    if (out.outcome != Outcome::busy) out = by_http_status(response, "message");
    out.error_class = ErrorClass::transient;
    out.retry_after_ms = retry_after_ms(response.headers);
  }
  if (code.empty() && response.status == 422) out.error_class = class_of_parameters(body);
  return out;
}

}  // namespace tidings::carrier::vonage
