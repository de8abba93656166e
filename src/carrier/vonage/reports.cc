#include "carrier/vonage/reports.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "carrier/vonage/error_table.h"
#include "carrier/vonage/numbers.h"
#include "carrier/vonage/parameters.h"
#include "carrier/vonage/requests.h"
#include "carrier/vonage/status.h"

namespace tidings::carrier::vonage {
namespace {

// Ours and Vonage's clock may differ so much and a list still shows the message asked for.
constexpr int64_t kClocksDifferMs = 15'000;
// Half of what one answer covers: the hand-over may be wrong by the other half.
constexpr int64_t kFindAgeMs = 12 * kHourMs;

std::string records_url(const Config& config) { return config.reports_url + "/v2/reports/records"; }
std::string_view product(const Config& config) { return config.api == Api::sms ? "SMS" : "MESSAGES"; }

HttpRequest get(const Config& config, std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  request.timeout_ms = limits::kSendTimeoutMs;
  request.headers.add("Accept", "application/json");
  if (request.url.starts_with(config.reports_url + "/"))
    request.headers.add("Authorization", basic_authorization(config));
  return request;
}

std::string window_url(const Config& config, std::string_view direction, Instant from, Instant until) {
  return records_url(config) + "?" +
         encode_form({{"account_id", config.api_key},
                      {"product", std::string(product(config))},
                      {"direction", std::string(direction)},
                      {"date_start", format_utc(from)},
                      {"date_end", format_utc(until)},
                      {"include_message", "true"}});
}

// "2019-06-28T15:30:00+0000": ISO 8601, with or without a colon in the zone.
std::optional<Instant> date_of(std::string text) {
  const size_t sign = text.find_last_of("+-");
  if (sign != std::string::npos && sign > 10 && text.size() == sign + 5 && text.find(':', sign) == std::string::npos)
    text.insert(sign + 3, 1, ':');
  const auto at = parse_utc(text);
  return at ? std::optional(*at) : std::nullopt;
}

Error problem(const HttpResult& result) {
  if (result.transport != Transport::answered)
    return {
        ErrorCode::unavailable, "Vonage's reports did not answer: " + result.problem, {}, "it is asked again later"};
  const int status = result.response.status;
  const std::string what = fmt::format("Vonage's reports answered HTTP {}", status);
  if (status == 401 || status == 403) {
    return {ErrorCode::unauthenticated, what, {}, "check api_key and api_secret, and that the account may use reports"};
  }
  if (status == 429) return {ErrorCode::rate_limited, what, {}, "it is asked again later"};
  return {status >= 500 ? ErrorCode::unavailable : ErrorCode::invalid_argument, what, {}, {}};
}

struct Report {
  json::object object;
  FormFields asked;  // the question, as Vonage repeats it
  std::vector<FoundMessage> messages;
};

Result<FoundMessage> record(const json::value& value, const std::string& product_name) {
  const json::object* object = value.if_object();
  if (object == nullptr) return fail(ErrorCode::corrupt, "a record of Vonage's report is not an object");
  FoundMessage out;
  out.provider_id = text_of(*object, "message_id");
  out.to = with_plus(text_of(*object, "to"));
  out.from = with_plus(text_of(*object, "from"));
  out.body = text_of(*object, "message_body");
  out.client_ref = text_of(*object, "client_ref");
  out.inbound = text_of(*object, "direction") == "inbound";
  const auto received = date_of(text_of(*object, "date_received"));
  if (out.provider_id.empty() || !received)
    return fail(ErrorCode::corrupt, "a record of Vonage's report lacks its message_id or date_received");
  out.created_at = *received;
  if (out.inbound) return out;
  out.provider_status = text_of(*object, "status");
  const bool sms = product_name != "MESSAGES";
  const MessageWord word = sms ? receipt_word(out.provider_status) : message_word(out.provider_status);
  out.state = word.state;
  out.undelivered = word.undelivered;
  out.error_code = text_of(*object, "error_code");
  if (out.error_code == "0") out.error_code.clear();
  const ErrorRow* row = find_error(sms ? ErrorList::sms_receipt : ErrorList::messages, out.error_code);
  if (row != nullptr && out.state == DeliveryState::failed) out.error_class = row->cls;
  out.of_a_part = sms;
  if (const auto final_at = date_of(text_of(*object, "date_finalized"))) out.updated_at = *final_at;
  return out;
}

Result<Report> read(const HttpResult& result) {
  if (result.transport != Transport::answered || result.response.status != 200) return std::unexpected(problem(result));
  auto value = parse_json(result.response.body);
  if (!value || !value->is_object()) return fail(ErrorCode::corrupt, "Vonage's report is not a JSON object");
  Report out{std::move(value->get_object()), {}, {}};
  if (const std::string status = text_of(out.object, "request_status"); !status.empty() && status != "SUCCESS")
    return fail(ErrorCode::unavailable, "Vonage's report is not complete: " + status);
  const json::value* list = out.object.if_contains("records");
  if (list == nullptr || !list->is_array()) return fail(ErrorCode::corrupt, "Vonage's report holds no list of records");
  const json::object* links = object_of(out.object, "_links");
  const json::object* self = links == nullptr ? nullptr : object_of(*links, "self");
  const std::string href = self == nullptr ? std::string() : text_of(*self, "href");
  if (const size_t mark = href.find('?'); mark != std::string::npos) out.asked = parse_form(href.substr(mark + 1));
  const std::string name = text_of(out.object, "product");
  for (const json::value& item : list->get_array()) out.messages.push_back(TRY(record(item, name)));
  // Newest first, as everybody's list.
  std::ranges::sort(out.messages, std::ranges::greater{}, &FoundMessage::created_at);
  return out;
}

// What a page's address says it is about; the rest of it is made anew, so that no other place is ever asked.
struct Window {
  std::string direction;
  std::optional<Instant> from, until;
};
Window window_of(const FormFields& asked) {
  return {std::string(form_get(asked, "direction")), date_of(std::string(form_get(asked, "date_start"))),
          date_of(std::string(form_get(asked, "date_end")))};
}

}  // namespace

std::optional<HttpRequest> build_report_find(const Config& config, const FindQuery& query) {
  const int64_t age = query.now - query.handed_at;
  if (config.api_secret.empty() || age < 0 || age > kFindAgeMs) return std::nullopt;
  return get(config, window_url(config, "outbound", query.now - kDayMs, query.now));
}

std::optional<HttpRequest> build_report_fetch(const Config& config, std::string_view message_id) {
  if (config.api_secret.empty()) return std::nullopt;
  return get(config, records_url(config) + "?" +
                         encode_form({{"account_id", config.api_key},
                                      {"product", std::string(product(config))},
                                      {"direction", "outbound"},
                                      {"id", std::string(message_id)},
                                      {"include_message", "true"}}));
}

std::optional<HttpRequest> build_report_list(const Config& config, const ListQuery& query, std::string_view page_url) {
  if (config.api_secret.empty()) return std::nullopt;
  Window window{"outbound", {}, query.until};
  if (const size_t mark = page_url.find('?'); mark != std::string_view::npos)
    window = window_of(parse_form(page_url.substr(mark + 1)));
  const Instant until = window.until.value_or(query.until);
  // One that is shorter than a day is the last: read_report_list is not told where the question ends.
  const Instant from = std::max(until - kDayMs, std::min(query.from, until - kSecondMs));
  return get(config, window_url(config, window.direction == "inbound" ? "inbound" : "outbound", from, until));
}

Result<FoundPage> read_report_find(const HttpResult& result) {
  auto report = TRY(read(result));
  FoundPage page;
  page.messages = std::move(report.messages);
  // The window was told by our clock. A message that is outside of it by Vonage's must not be taken for never sent.
  const auto end = date_of(std::string(form_get(report.asked, "date_end")));
  const auto now = date_of(text_of(report.object, "received_at"));
  page.whole = end && now && *now - *end <= kClocksDifferMs && *end - *now <= kClocksDifferMs;
  return page;
}

Result<FoundPage> read_report_list(const Config& config, const HttpResult& result) {
  auto report = TRY(read(result));
  FoundPage page;
  page.messages = std::move(report.messages);
  const auto [direction, from, until] = window_of(report.asked);
  if (!from || !until || (direction != "outbound" && direction != "inbound"))
    return fail(ErrorCode::corrupt, "Vonage's report does not say what it is about");
  if (direction == "outbound") {
    page.next_url = window_url(config, "inbound", *from, *until);
  } else if (*until - *from >= kDayMs) {
    page.next_url = window_url(config, "outbound", *from - kDayMs, *from);
  }
  return page;
}

Result<FoundMessage> read_report_fetch(const HttpResult& result) {
  auto report = TRY(read(result));
  if (report.messages.empty()) return fail(ErrorCode::not_found, "Vonage's report does not have the message");
  return std::move(report.messages.front());
}

}  // namespace tidings::carrier::vonage
