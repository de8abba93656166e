#include "carrier/openphone/openphone.h"

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "carrier/openphone/answers.h"
#include "carrier/openphone/config.h"
#include "carrier/openphone/webhook.h"
#include "carrier/outcomes.h"
#include "sms/utf8.h"

namespace tidings::carrier::openphone {
namespace {

constexpr std::string_view kLogPage = "50";  // the most the log gives at once
constexpr std::string_view kSurface = "2026-03-30";

// What leads on stands in the page's URL; the question itself is asked anew with it.
std::string leads_on(std::string_view page_url, std::string_view name) {
  const size_t mark = page_url.find('?');
  if (mark == std::string_view::npos) return {};
  return std::string(form_get(parse_form(page_url.substr(mark + 1)), name));
}

bool only_spaces(std::string_view text) { return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos; }

class OpenPhoneCarrier final : public Carrier {
 public:
  explicit OpenPhoneCarrier(Config config) : config_(std::move(config)) {}

  std::string_view name() const override { return config_.name; }
  size_t most_characters() const override { return limits::kBodyCharacters; }
  double requests_per_s() const override { return config_.requests_per_s; }
  std::string_view api_url() const override { return config_.base_url; }

  std::optional<SendResult> refuses(const OutgoingMessage& message) const override {
    if (auto no = wrong_media(message, media_rules(), "OpenPhone's interface")) return no;
    if (only_spaces(message.body)) return never_sent("empty_text", "OpenPhone takes no text of white space only");
    if (sms::count_characters(message.body) > most_characters())
      return never_sent("text_too_long", "OpenPhone takes no text of more than 1600 characters");
    return std::nullopt;
  }

  HttpRequest build_send(const OutgoingMessage& message) const override {
    json::object body{{"content", message.body}, {"from", message.from}, {"to", json::array{message.to}}};
    if (!config_.user_id.empty()) body["userId"] = config_.user_id;
    if (!config_.inbox_status.empty()) body["setInboxStatus"] = config_.inbox_status;
    HttpRequest request = get("/v1/messages");
    request.method = "POST";
    request.headers.add("Content-Type", "application/json");
    request.body = json::serialize(body);
    return request;
  }
  SendResult read_send(const HttpResult& result) const override { return read_send_answer(result); }

  std::optional<HttpRequest> build_find(const FindQuery& query, std::string_view page_url) const override {
    const auto id = config_.phone_number_ids.find(query.from);
    const bool is_id = query.from.starts_with("PN");
    if (id == config_.phone_number_ids.end() && !is_id) {
      // The workspace's log asks for the number itself.
      return log_page({{"direction", "outgoing"}, {"from", query.from}, {"to", query.to}}, query.not_before, {},
                      page_url);
    }
    FormFields filter{{"phoneNumberId", is_id ? query.from : id->second},
                      {"participants", query.to},
                      {"maxResults", std::to_string(limits::kFindPage)},
                      {"createdAfter", format_utc(query.not_before)}};
    if (auto token = leads_on(page_url, "pageToken"); !token.empty())
      filter.emplace_back("pageToken", std::move(token));
    return get("/v1/messages?" + encode_form(filter));
  }
  Result<FoundPage> read_find(const HttpResult& result) const override {
    return read_page(result, config_.base_url, true);
  }

  std::optional<HttpRequest> build_fetch(std::string_view provider_id) const override {
    return get("/v1/messages/" + percent_encode(provider_id));
  }
  Result<FoundMessage> read_fetch(const HttpResult& result) const override { return read_message(result); }

  std::optional<HttpRequest> build_list(const ListQuery& query, std::string_view page_url) const override {
    return log_page({}, query.from, query.until, page_url);
  }
  Result<FoundPage> read_list(const HttpResult& result) const override {
    return read_page(result, config_.base_url, false);
  }

  Signature check_signature(const WebhookRequest& request, Instant now) const override {
    return check_openphone_signature(config_.signing, request, now);
  }
  Result<WebhookEvent> read_webhook(const WebhookRequest& request) const override {
    return read_openphone_webhook(request);
  }
  HttpResponse answer(const WebhookEvent&) const override {
    HttpResponse response;
    response.status = 204;
    return response;
  }

 private:
  HttpRequest get(std::string_view target) const {
    HttpRequest request;
    request.url = config_.base_url + std::string(target);
    request.timeout_ms = limits::kSendTimeoutMs;
    request.headers.add("Accept", "application/json");
    request.headers.add("Authorization", config_.api_key.reveal());  // the key alone, without Bearer
    return request;
  }

  HttpRequest log_page(FormFields filter, Instant from, Instant until, std::string_view page_url) const {
    // Not "at or after": a moment earlier, so that nothing at the border is missed.
    filter.emplace_back("createdAt[gt]", format_utc(from - 1));
    if (until.ms != 0) filter.emplace_back("createdAt[lt]", format_utc(until));
    filter.emplace_back("limit", std::string(kLogPage));
    if (auto cursor = leads_on(page_url, "after"); !cursor.empty()) filter.emplace_back("after", std::move(cursor));
    HttpRequest request = get("/messages?" + encode_form(filter));
    request.headers.add("Quo-Api-Version", std::string(kSurface));
    return request;
  }

  const Config config_;
};

}  // namespace

Result<std::unique_ptr<Carrier>> make_openphone(const CarrierConfig& config) {
  return std::make_unique<OpenPhoneCarrier>(TRY(read_config(config)));
}

}  // namespace tidings::carrier::openphone
