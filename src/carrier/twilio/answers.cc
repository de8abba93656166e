#include "carrier/twilio/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/limits.h"
#include "carrier/http_date.h"
#include "carrier/outcomes.h"
#include "carrier/twilio/answer_parts.h"
#include "carrier/twilio/error_table.h"
#include "carrier/twilio/inbound_text.h"
#include "carrier/twilio/status.h"

namespace tidings::carrier::twilio {
namespace {

SendResult accepted(const HttpResponse& response) {
  const json::object body = body_object(response);
  const std::string sid = text_of(body, "sid");
  if (sid.empty()) return unknown_outcome(fmt::format("http_{}", response.status), "Twilio's answer names no message");
  SendResult out;
  out.outcome = Outcome::accepted;
  out.provider_id = sid;
  out.state = message_word(text_of(body, "status")).state;
  if (out.state == DeliveryState::unchanged) out.state = DeliveryState::queued;
  const std::string segments = text_of(body, "num_segments");
  std::from_chars(segments.data(), segments.data() + segments.size(), out.segments);
  out.error_code = error_code_of(body, "error_code");
  if (const ErrorRow* row = find_error(out.error_code)) {
    out.error_class = row->cls;
    out.error_text = row->words;
  }
  return out;
}

Result<FoundMessage> found(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return fail(ErrorCode::corrupt, "a message in Twilio's answer is not an object");
  FoundMessage out;
  out.provider_id = text_of(*object, "sid");
  out.to = text_of(*object, "to");
  out.from = text_of(*object, "from");
  out.body = text_of(*object, "body");
  out.provider_status = text_of(*object, "status");
  out.error_code = error_code_of(*object, "error_code");
  const MessageWord word = message_word(out.provider_status);
  out.state = word.state;
  out.undelivered = word.undelivered;
  if (const ErrorRow* row = find_error(out.error_code)) out.error_class = row->cls;
  const auto created = parse_http_date(text_of(*object, "date_created"));
  if (out.provider_id.empty() || !created)
    return fail(ErrorCode::corrupt, "a message in Twilio's answer lacks its sid or date_created");
  out.created_at = *created;
  if (const auto updated = parse_http_date(text_of(*object, "date_updated"))) out.updated_at = *updated;
  const std::string direction = text_of(*object, "direction");
  out.inbound = direction.empty() ? is_inbound_word(out.provider_status) : direction == "inbound";
  if (out.inbound) {
    out.body = inbound_text(out.body);
    const std::string media = text_of(*object, "num_media");
    std::from_chars(media.data(), media.data() + media.size(), out.media_apart);
    out.media_apart = std::clamp(out.media_apart, 0, static_cast<int>(limits::kMediaPerMessage));
  }
  return out;
}

}  // namespace

SendResult read_send_answer(const HttpResult& result) {
  if (auto out = without_acceptance(result, "message")) return std::move(*out);
  return accepted(result.response);
}

Result<FoundPage> read_page(const HttpResult& result, std::string_view origin) {
  const json::object body = TRY(ok_object(result));
  const json::value* list = body.if_contains("messages");
  if (list == nullptr || !list->is_array())
    return fail(ErrorCode::corrupt, "Twilio's answer holds no list of messages");
  FoundPage page;
  for (const json::value& item : list->get_array()) page.messages.push_back(TRY(found(item)));
  page.next_url = TRY(next_page(body, origin));
  return page;
}

Result<FoundMessage> read_message(const HttpResult& result) { return found(TRY(ok_object(result))); }

Result<std::vector<std::pair<std::string, std::string>>> read_media_list(const HttpResult& result,
                                                                         std::string_view origin) {
  const json::object body = TRY(ok_object(result));
  const json::value* list = body.if_contains("media_list");
  if (list == nullptr || !list->is_array()) return fail(ErrorCode::corrupt, "Twilio's answer holds no list of media");
  std::vector<std::pair<std::string, std::string>> out;
  for (const json::value& item : list->get_array()) {
    const json::object* object = item.if_object();
    std::string uri = object == nullptr ? std::string{} : text_of(*object, "uri");
    if (!uri.starts_with('/') || uri.starts_with("//"))
      return fail(ErrorCode::corrupt, "a medium in Twilio's answer has no place of its own");
    if (uri.ends_with(".json")) uri.resize(uri.size() - 5);  // that is its description
    if (out.size() < limits::kMediaPerMessage)
      out.emplace_back(std::string(origin) + uri, text_of(*object, "content_type"));
  }
  return out;
}

}  // namespace tidings::carrier::twilio
