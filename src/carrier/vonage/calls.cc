#include "carrier/vonage/calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/http_date.h"
#include "carrier/outcomes.h"
#include "carrier/vonage/answer_parts.h"
#include "carrier/vonage/numbers.h"
#include "carrier/vonage/parameters.h"
#include "carrier/vonage/requests.h"
#include "carrier/vonage/status.h"
#include "sms/utf8.h"

namespace tidings::carrier::vonage {
namespace {

constexpr int kRingLeastS = 5, kRingMostS = 120;
constexpr int kCallLongestS = 600;  // longer than any text is spoken: a call that nobody ends costs no more
constexpr int64_t kPage = 100;
constexpr std::string_view kEnglish = "en-US";

HttpRequest request(const Config& config, std::string method, std::string_view below, std::string_view what,
                    Instant now) {
  HttpRequest out;
  out.method = std::move(method);
  out.url = config.voice_url + "/v1/calls" + std::string(below);
  out.timeout_ms = limits::kSendTimeoutMs;
  out.headers.add("Accept", "application/json");
  out.headers.add("Authorization", bearer(config, what, now));
  return out;
}

void put_json(HttpRequest& to, const json::object& body) {
  to.headers.add("Content-Type", "application/json");
  to.body = json::serialize(body);
}

json::object phone(std::string_view number) { return {{"type", "phone"}, {"number", without_plus(number)}}; }

// The voices of a language are numbered.
std::optional<int> style_of(std::string_view voice) {
  int out = 0;
  const auto [end, ec] = std::from_chars(voice.data(), voice.data() + voice.size(), out);
  const bool number = ec == std::errc{} && end == voice.data() + voice.size() && out >= 0 && out <= 999;
  return number ? std::optional(out) : std::nullopt;
}

std::string_view language_of(const OutgoingCall& call) {
  return call.language.empty() ? kEnglish : spoken_language(call.language).value_or(kEnglish);
}

std::string event_url(const Config& config, MessageId id) {
  const char joint = config.status_callback.find('?') == std::string::npos ? '?' : '&';
  return fmt::format("{}{}m={}", config.status_callback, joint, id.value);
}

int64_t number_or(std::string_view text, int64_t otherwise) {
  int64_t out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return ec == std::errc{} && end == text.data() + text.size() && out >= 0 ? out : otherwise;
}

int seconds_of(const json::object& body) {
  return static_cast<int>(std::min<int64_t>(number_or(text_of(body, "duration"), 0), 1'000'000));
}

// "2020-01-01 12:00:00", or as ISO 8601 writes it.
std::optional<Instant> time_of(std::string text) {
  if (text.size() == 19) text[10] = 'T', text += 'Z';
  const auto at = parse_utc(text);
  return at ? std::optional(*at) : std::nullopt;
}

Error problem(const HttpResult& result) {
  if (result.transport != Transport::answered)
    return {ErrorCode::unavailable, "Vonage did not answer: " + result.problem, {}, "it is asked again later"};
  const int status = result.response.status;
  const std::string what = fmt::format("Vonage's Voice API answered HTTP {}", status);
  return question_error(status, what, "check application_id and private_key of this carrier");
}

Result<FoundMessage> found_call(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return fail(ErrorCode::corrupt, "a call in Vonage's answer is not an object");
  FoundMessage out;
  out.provider_id = text_of(*object, "uuid");
  if (out.provider_id.empty()) return fail(ErrorCode::corrupt, "a call in Vonage's answer lacks its uuid");
  for (const auto& [name, number] : {std::pair{"to", &out.to}, {"from", &out.from}}) {
    if (const json::object* end = object_of(*object, name)) *number = with_plus(text_of(*end, "number"));
  }
  out.inbound = text_of(*object, "direction") == "inbound";
  out.provider_status = text_of(*object, "status");
  out.state = call_word(out.provider_status);
  out.call = CallWord{.outcome = call_outcome(out.provider_status), .duration_s = seconds_of(*object)};
  if (const auto start = time_of(text_of(*object, "start_time"))) out.created_at = *start;
  if (const auto end = time_of(text_of(*object, "end_time"))) out.updated_at = *end;
  return out;
}

Result<json::object> ok_object(const HttpResult& result) {
  if (result.transport != Transport::answered || result.response.status != 200) return std::unexpected(problem(result));
  auto value = parse_json(result.response.body);
  if (!value || !value->is_object()) return fail(ErrorCode::corrupt, "Vonage's answer is not a JSON object");
  return std::move(value->get_object());
}

// What is wrong with the request, where the answer names it: "to[0].number", "ncco[0].text".
ErrorClass class_of(const json::object& body) {
  const json::value* list = body.if_contains("invalid_parameters");
  if (list == nullptr || !list->is_array()) return ErrorClass::none;
  for (const json::value& item : list->get_array()) {
    const json::object* parameter = item.if_object();
    const std::string name = parameter == nullptr ? std::string() : text_of(*parameter, "name");
    if (name == "to" || name.starts_with("to[") || name.starts_with("to.")) return ErrorClass::permanent;
    if (name.starts_with("ncco")) return ErrorClass::content;
  }
  return ErrorClass::sender;
}

}  // namespace

std::optional<SendResult> refuses_call(const OutgoingCall& call) {
  if (auto no = without_caller(call)) return no;
  if (const size_t size = sms::count_characters(call.text); size > kSpokenMost) {
    return never_sent("too_long",
                      fmt::format("the text has {} characters; Vonage speaks at most {}", size, kSpokenMost));
  }
  if (!call.language.empty() && !spoken_language(call.language))
    return never_sent("language", fmt::format("Vonage does not speak {}", sms::storable_text(call.language)));
  if (!call.voice.empty() && !style_of(call.voice))
    return never_sent("voice", "Vonage's voices are numbers: 0, 1, 2 of each language");
  return std::nullopt;
}

HttpRequest build_call(const Config& config, const OutgoingCall& call) {
  json::object talk{{"action", "talk"}, {"text", sms::storable_text(call.text)}, {"language", language_of(call)}};
  if (const auto style = style_of(call.voice)) talk["style"] = *style;
  HttpRequest out = request(config, "POST", "", fmt::format("call {} {}", call.id.value, call.attempt), call.now);
  put_json(out, {{"to", json::array{phone(call.to)}},
                 {"from", phone(call.from)},
                 {"ncco", json::array{std::move(talk)}},
                 {"event_url", json::array{event_url(config, call.id)}},
                 {"event_method", "POST"},
                 {"machine_detection", call.machine == MachinePolicy::hang_up ? "hangup" : "continue"},
                 {"ringing_timer", std::clamp(call.ring_s, kRingLeastS, kRingMostS)},
                 {"length_timer", kCallLongestS}});
  return out;
}

SendResult read_call_answer(const HttpResult& result) {
  if (auto out = without_verdict(result)) return std::move(*out);
  const HttpResponse& response = result.response;
  const json::object body = body_object(response);
  if (response.status < 300) {
    SendResult out;
    out.provider_id = text_of(body, "uuid");
    if (out.provider_id.empty()) return unknown_outcome(http_code(response.status), "Vonage's answer names no call");
    out.outcome = Outcome::accepted;
    out.state = DeliveryState::queued;
    return out;
  }
  SendResult out = by_http_status(response, "call");
  if (out.outcome == Outcome::refused) out.error_class = class_of(body);
  return out;
}

HttpRequest build_call_list(const Config& config, const FindQuery& query, std::string_view page_url) {
  int64_t index = 0;
  if (const size_t mark = page_url.find('?'); mark != std::string_view::npos)
    index = number_or(form_get(parse_form(page_url.substr(mark + 1)), "record_index"), 0);
  const Instant since{query.not_before.ms / kSecondMs * kSecondMs};
  const FormFields asked{{"date_start", format_utc(since)},
                         {"order", "desc"},
                         {"page_size", std::to_string(kPage)},
                         {"record_index", std::to_string(index)}};
  const std::string below = "?" + encode_form(asked);
  return request(config, "GET", below, below + " " + query.to, query.now);
}

Result<FoundPage> read_call_list(const Config& config, const HttpResult& result) {
  const json::object body = TRY(ok_object(result));
  const json::object* embedded = object_of(body, "_embedded");
  const json::value* list = embedded == nullptr ? nullptr : embedded->if_contains("calls");
  if (list == nullptr || !list->is_array()) return fail(ErrorCode::corrupt, "Vonage's answer holds no list of calls");
  const auto answered_at = parse_http_date(result.response.headers.get("Date"));
  FoundPage page;
  // Calls that nobody took may have no start, by which the list is asked for: one that is not there may have been made.
  page.whole = false;
  for (const json::value& item : list->get_array()) {
    FoundMessage call = TRY(found_call(item));
    if (call.created_at.ms == 0 && answered_at) call.created_at = *answered_at;
    page.messages.push_back(std::move(call));
  }
  std::ranges::sort(page.messages, std::ranges::greater{}, &FoundMessage::created_at);
  const int64_t count = number_or(text_of(body, "count"), -1), index = number_or(text_of(body, "record_index"), -1);
  if (count < 0 || index < 0) return fail(ErrorCode::corrupt, "Vonage's answer does not say which calls these are");
  const auto next = index + static_cast<int64_t>(list->get_array().size());
  if (next < count && next > index) page.next_url = fmt::format("{}/v1/calls?record_index={}", config.voice_url, next);
  return page;
}

HttpRequest build_call_fetch(const Config& config, std::string_view uuid, Instant now) {
  const std::string below = "/" + percent_encode(uuid);
  return request(config, "GET", below, "fetch " + below, now);
}

HttpRequest build_call_hangup(const Config& config, std::string_view uuid, Instant now) {
  const std::string below = "/" + percent_encode(uuid);
  HttpRequest out = request(config, "PUT", below, "hangup " + below, now);
  put_json(out, {{"action", "hangup"}});
  return out;
}

Result<FoundMessage> read_one_call(const HttpResult& result) {
  if (result.transport == Transport::answered && result.response.status == 204)
    return FoundMessage{.provider_status = "hangup", .call = CallWord{}};
  const json::value body(TRY(ok_object(result)));
  return found_call(body);
}

void read_call_webhook(std::string_view url, const json::object& body, WebhookEvent& event) {
  event.type = EventType::call_status;
  event.provider_id = text_of(body, "uuid");
  event.from = with_plus(text_of(body, "from"));
  event.to = with_plus(text_of(body, "to"));
  event.provider_status = text_of(body, "status");
  event.state = call_word(event.provider_status);
  event.call.outcome = call_outcome(event.provider_status);
  event.call.duration_s = seconds_of(body);
  url = url.substr(0, url.find('#'));
  if (const size_t mark = url.find('?'); mark != std::string_view::npos)
    event.client_ref = sms::storable_text(form_get(parse_form(url.substr(mark + 1)), "m"));
}

}  // namespace tidings::carrier::vonage
