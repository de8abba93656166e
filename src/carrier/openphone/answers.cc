#include "carrier/openphone/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/openphone/error_table.h"
#include "carrier/openphone/fields.h"
#include "carrier/openphone/status.h"
#include "carrier/openphone/webhook.h"
#include "carrier/outcomes.h"

namespace tidings::carrier::openphone {
namespace {

json::object body_object(const HttpResponse& response) {
  auto value = parse_json(response.body);
  return value && value->is_object() ? value->get_object() : json::object{};
}

// Documented is {message, code, …}; seen was {error: {message, key, trace}} as well.
std::string error_code_of(const json::object& body) {
  std::string code = text_of(body, "code");
  if (const auto* inner = object_of(&body, "error"); inner != nullptr && code.empty())
    code = first_text(*inner, {"code", "key"});
  // It goes into logs and metrics: only what looks like a code.
  const bool plain = code.size() <= 40 && std::ranges::all_of(code, [](char c) {
                       return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                              c == '-' || c == '.';
                     });
  return plain ? code : std::string{};
}

SendResult accepted(const HttpResponse& response) {
  const json::object body = body_object(response);
  const auto* data = object_of(&body, "data");
  const std::string id = data == nullptr ? std::string{} : text_of(*data, "id");
  if (id.empty())
    return unknown_outcome(fmt::format("http_{}", response.status), "OpenPhone's answer names no message");
  SendResult out;
  out.outcome = Outcome::accepted;
  out.provider_id = id;
  out.state = message_word(text_of(*data, "status")).state;
  if (out.state == DeliveryState::unchanged) out.state = DeliveryState::queued;
  return out;
}

std::optional<int64_t> retry_after_ms(const HttpHeaders& headers) {
  const std::string_view text = headers.get("Retry-After");
  int64_t seconds = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::min(seconds, limits::kRetryAfterMostMs / kSecondMs) * kSecondMs;
}

SendResult refused_or_busy(const HttpResponse& response) {
  const int status = response.status;
  const std::string code = error_code_of(body_object(response));
  const ErrorRow* row = find_error(code);
  SendResult out;
  out.error_code = code.empty() ? fmt::format("http_{}", status) : code;
  if (row != nullptr) {
    out.outcome = row->outcome;
    out.error_class = row->cls;
    out.busy_with = row->with;
    out.error_text = row->words;
    if (row->retry_after_ms > 0) out.retry_after_ms = row->retry_after_ms;
    return out;
  }
  out.error_text = code.empty() ? fmt::format("OpenPhone refused the message with HTTP status {}", status)
                                : fmt::format("OpenPhone refused the message with its code {}", code);
  switch (status) {
    case 429:
      out.outcome = Outcome::busy;
      out.error_class = ErrorClass::transient;
      out.retry_after_ms = retry_after_ms(response.headers);
      out.error_text = "too many requests to OpenPhone at once";
      break;
    case 401:
    case 402:
      out.outcome = Outcome::busy;  // the account's own trouble is no verdict on any message
      out.error_class = ErrorClass::sender;
      break;
    case 403:
    case 404:
      out.outcome = Outcome::busy;
      out.error_class = ErrorClass::sender;
      out.busy_with = BusyWith::sender;
      break;
    default:
      out.outcome = Outcome::refused;  // this message, for a reason we have no row for
  }
  return out;
}

Error lookup_error(const HttpResult& result) {
  if (result.transport != Transport::answered)
    return {ErrorCode::unavailable, "OpenPhone did not answer: " + result.problem, {}, "it is asked again later"};
  const int status = result.response.status;
  const std::string code = error_code_of(body_object(result.response));
  const std::string what = fmt::format("OpenPhone answered HTTP {}{}{}", status, code.empty() ? "" : ", code ", code);
  // 402, no credit, is the account's trouble too.
  return question_error(status == 402 ? 401 : status, what,
                        "check api_key of this carrier and the workspace's account");
}

Result<json::object> ok_object(const HttpResult& result) {
  if (result.transport != Transport::answered || result.response.status != 200)
    return std::unexpected(lookup_error(result));
  auto value = parse_json(result.response.body);
  if (!value || !value->is_object()) return fail(ErrorCode::corrupt, "OpenPhone's answer is not a JSON object");
  return value->get_object();
}

Result<FoundMessage> found(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return fail(ErrorCode::corrupt, "a message in OpenPhone's answer is not an object");
  FoundMessage out;
  out.provider_id = text_of(*object, "id");
  out.from = address_of(*object, "from");
  out.to = address_of(*object, "to");
  if (const auto* context = object_of(object, "context")) {
    if (out.from.empty()) out.from = address_of(*context, "senderIdentifier");
    if (out.to.empty()) out.to = address_of(*context, "recipientIdentifiers");
  }
  if (out.from.empty()) out.from = address_of(*object, "senderIdentifier");
  if (out.to.empty()) out.to = address_of(*object, "recipientIdentifiers");
  out.body = first_text(*object, {"text", "body"});
  out.inbound = text_of(*object, "direction") == "incoming";
  out.media = read_media(*object);
  out.provider_status = text_of(*object, "status");
  out.error_code = text_of(*object, "errorCode");
  if (!out.inbound) {
    const MessageWord word = message_word(out.provider_status);
    out.state = word.state;
    out.undelivered = word.undelivered;
    if (word.state == DeliveryState::failed && !word.undelivered && out.error_code.empty())
      out.error_class = ErrorClass::transient;  // as its webhook says it
  }
  if (const auto updated = parse_utc(text_of(*object, "updatedAt"))) out.updated_at = *updated;
  const auto created = parse_utc(text_of(*object, "createdAt"));
  if (out.provider_id.empty() || !created)
    return fail(ErrorCode::corrupt, "a message in OpenPhone's answer lacks its id or createdAt");
  out.created_at = *created;
  return out;
}

}  // namespace

SendResult read_send_answer(const HttpResult& result) {
  if (auto none = without_answer(result, "OpenPhone")) return std::move(*none);
  const int status = result.response.status;
  if (status >= 200 && status < 300) return accepted(result.response);
  if (status >= 400 && status < 500 && status != 408) return refused_or_busy(result.response);
  // A server or something between us failed after the request was written.
  const std::string code = error_code_of(body_object(result.response));
  return unknown_outcome(code.empty() ? fmt::format("http_{}", status) : code,
                         fmt::format("OpenPhone answered HTTP {}", status));
}

Result<FoundPage> read_page(const HttpResult& result, std::string_view base_url, bool strict) {
  const json::object body = TRY(ok_object(result));
  const json::value* list = body.if_contains("data");
  if (list == nullptr || !list->is_array())
    return fail(ErrorCode::corrupt, "OpenPhone's answer holds no list of messages");
  FoundPage page;
  for (const json::value& item : list->get_array()) {
    auto one = TRY(found(item));
    if (strict && !one.inbound && one.to.empty())
      return fail(ErrorCode::corrupt, "a message in OpenPhone's answer does not say whom it went to");
    page.messages.push_back(std::move(one));
  }
  // totalItems is not to be believed: the token alone says whether there is more.
  if (const auto token = text_of(body, "nextPageToken"); !token.empty())
    page.next_url = fmt::format("{}/v1/messages?pageToken={}", base_url, percent_encode(token));
  if (const auto cursor = text_of(body, "nextCursor"); !cursor.empty())
    page.next_url = fmt::format("{}/messages?after={}", base_url, percent_encode(cursor));
  return page;
}

Result<FoundMessage> read_message(const HttpResult& result) {
  const json::object body = TRY(ok_object(result));
  const json::value* data = body.if_contains("data");
  if (data == nullptr) return fail(ErrorCode::corrupt, "OpenPhone's answer holds no message");
  return found(*data);
}

}  // namespace tidings::carrier::openphone
