#include "carrier/twilio/twilio.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/limits.h"
#include "carrier/outcomes.h"
#include "carrier/twilio/answers.h"
#include "carrier/twilio/calls.h"
#include "carrier/twilio/config.h"

namespace tidings::carrier::twilio {
namespace {

constexpr size_t kPictureMost = 5'000'000, kOtherMediaMost = 500'000;  // bytes
constexpr int kValidityMostS = 36'000;                                 // Twilio keeps a message queued no longer

class TwilioCarrier final : public Carrier {
 public:
  explicit TwilioCarrier(Config config)
      : config_(std::move(config)),
        messages_(config_.base_url + "/2010-04-01/Accounts/" + config_.account_sid + "/Messages"),
        calls_(config_.base_url + "/2010-04-01/Accounts/" + config_.account_sid + "/Calls"),
        authorization_("Basic " + crypto::to_base64(config_.user + ":" + config_.password.reveal())) {}

  std::string_view name() const override { return config_.name; }
  size_t most_characters() const override { return limits::kBodyCharacters; }

  const MediaRules& media_rules() const override {
    static const MediaRules kRules{.most = limits::kMediaPerMessage,
                                   .types = {{"image/jpeg", kPictureMost},
                                             {"image/png", kPictureMost},
                                             {"image/gif", kPictureMost},
                                             {"*", kOtherMediaMost}}};
    return kRules;
  }
  std::optional<SendResult> refuses(const OutgoingMessage& message) const override {
    return wrong_media(message, media_rules(), "Twilio");
  }

  HttpRequest build_send(const OutgoingMessage& message) const override {
    FormFields form{{"To", message.to}};
    if (!message.from.empty()) form.emplace_back("From", message.from);
    if (!config_.messaging_service_sid.empty()) form.emplace_back("MessagingServiceSid", config_.messaging_service_sid);
    if (!message.body.empty()) form.emplace_back("Body", message.body);
    for (const auto& url : message.media_urls) form.emplace_back("MediaUrl", url);
    form.emplace_back("StatusCallback", callback_for(config_, message.id));
    if (message.validity_s > 0)
      form.emplace_back("ValidityPeriod", std::to_string(std::min(message.validity_s, kValidityMostS)));
    return post(messages_ + ".json", form);
  }

  SendResult read_send(const HttpResult& result) const override { return read_send_answer(result); }

  // No DateSent filter: a message that is still queued has no such date and would be missing from the list, and what we
  // do not find is sent again.
  std::optional<HttpRequest> build_find(const FindQuery& query, std::string_view page_url) const override {
    if (!page_url.empty()) return get(std::string(page_url));
    FormFields filter{{"To", query.to}};
    if (!query.from.empty()) filter.emplace_back("From", query.from);
    filter.emplace_back("PageSize", std::to_string(limits::kFindPage));
    return get(messages_ + ".json?" + encode_form(filter));
  }

  Result<FoundPage> read_find(const HttpResult& result) const override { return read_page(result, config_.base_url); }

  std::optional<HttpRequest> build_fetch(std::string_view provider_id) const override {
    return get(message_url(provider_id));
  }
  Result<FoundMessage> read_fetch(const HttpResult& result) const override { return read_message(result); }

  std::optional<HttpRequest> build_cancel(std::string_view provider_id) const override {
    return post(message_url(provider_id), {{"Status", "canceled"}});
  }

  std::optional<HttpRequest> build_redact(std::string_view provider_id) const override {
    return post(message_url(provider_id), {{"Body", ""}});
  }

  // Without a filter by DateSent: what failed before it was sent has no such date, and that is news as well. The list
  // is newest first; whoever asks ends where the window begins.
  std::optional<HttpRequest> build_list(const ListQuery&, std::string_view page_url) const override {
    if (!page_url.empty()) return get(std::string(page_url));
    return get(messages_ + ".json?" + encode_form({{"PageSize", std::to_string(limits::kListPage)}}));
  }
  Result<FoundPage> read_list(const HttpResult& result) const override {
    FoundPage page = TRY(read_page(result, config_.base_url));
    for (auto& message : page.messages) {
      message.answered = message.inbound && config_.own_stop_replies && is_twilio_keyword(message.body);
    }
    return page;
  }

  std::optional<HttpRequest> build_media(std::string_view provider_id) const override {
    return get(messages_ + "/" + percent_encode(provider_id) + "/Media.json");
  }
  Result<std::vector<std::pair<std::string, std::string>>> read_media(const HttpResult& result) const override {
    return read_media_list(result, config_.base_url);
  }

  bool makes_calls() const override { return true; }
  size_t most_spoken_characters() const override { return kSpokenMost; }
  double calls_per_s() const override { return config_.calls_per_s; }
  std::optional<SendResult> refuses_call(const OutgoingCall& call) const override { return twilio::refuses_call(call); }
  HttpRequest build_call(const OutgoingCall& call) const override {
    return post(calls_ + ".json", call_form(config_, call));
  }
  SendResult read_call(const HttpResult& result) const override { return read_call_answer(result); }
  // No StartTime filter: a call that has not been dialled yet has no such time, and what we do not find is made again.
  std::optional<HttpRequest> build_find_call(const FindQuery& query, std::string_view page_url) const override {
    if (!page_url.empty()) return get(std::string(page_url));
    FormFields filter{{"To", query.to}};
    if (!query.from.empty()) filter.emplace_back("From", query.from);
    filter.emplace_back("PageSize", std::to_string(limits::kFindPage));
    return get(calls_ + ".json?" + encode_form(filter));
  }
  Result<FoundPage> read_find_call(const HttpResult& result) const override {
    return read_call_page(result, config_.base_url);
  }
  std::optional<HttpRequest> build_fetch_call(std::string_view provider_id, Instant) const override {
    return get(call_url(provider_id));
  }
  Result<FoundMessage> read_fetch_call(const HttpResult& result) const override { return read_one_call(result); }
  // `canceled` would leave a call alone that was taken meanwhile, and answer as if nothing were wrong.
  std::optional<HttpRequest> build_cancel_call(std::string_view provider_id, Instant) const override {
    return post(call_url(provider_id), {{"Status", "completed"}});
  }
  HttpResponse instruct(const OutgoingCall& call, const WebhookEvent& event) const override {
    return instruct_call(call, event);
  }
  // What it redirects to is somebody else's, and is asked plainly.
  HttpRequest build_fetch_media(std::string_view url, Instant now) const override {
    HttpRequest request = Carrier::build_fetch_media(url, now);
    const std::string account = messages_.substr(0, messages_.rfind('/') + 1);
    if (url.starts_with(account)) request.headers.add("Authorization", authorization_);
    return request;
  }
  std::string_view api_url() const override { return config_.base_url; }

  Signature check_signature(const WebhookRequest& request, Instant) const override {
    return check_twilio_signature(config_.auth_token.reveal(), request);
  }
  Result<WebhookEvent> read_webhook(const WebhookRequest& request) const override {
    auto event = TRY(read_twilio_webhook(request));
    event.answered =
        config_.own_stop_replies && event.type == EventType::inbound_message && is_twilio_keyword(event.text);
    return event;
  }
  HttpResponse answer(const WebhookEvent& event) const override { return answer_twilio_webhook(event); }

 private:
  std::string message_url(std::string_view provider_id) const {
    return messages_ + "/" + percent_encode(provider_id) + ".json";
  }

  std::string call_url(std::string_view provider_id) const {
    return calls_ + "/" + percent_encode(provider_id) + ".json";
  }

  HttpRequest get(std::string url) const {
    HttpRequest request;
    request.url = std::move(url);
    request.timeout_ms = limits::kSendTimeoutMs;
    request.headers.add("Accept", "application/json");
    if (request.url.starts_with(config_.base_url + "/")) request.headers.add("Authorization", authorization_);
    return request;
  }

  HttpRequest post(std::string url, const FormFields& form) const {
    HttpRequest request = get(std::move(url));
    request.method = "POST";
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = encode_form(form);
    return request;
  }

  const Config config_;
  const std::string messages_, calls_;
  const std::string authorization_;
};

}  // namespace

Result<std::unique_ptr<Carrier>> make_twilio(const CarrierConfig& config) {
  return std::make_unique<TwilioCarrier>(TRY(read_config(config)));
}

}  // namespace tidings::carrier::twilio
