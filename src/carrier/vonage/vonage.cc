#include "carrier/vonage/vonage.h"

#include "base/limits.h"
#include "carrier/outcomes.h"
#include "carrier/vonage/answers.h"
#include "carrier/vonage/calls.h"
#include "carrier/vonage/config.h"
#include "carrier/vonage/reports.h"
#include "carrier/vonage/requests.h"

namespace tidings::carrier::vonage {
namespace {

class VonageCarrier final : public Carrier {
 public:
  explicit VonageCarrier(Config config) : config_(std::move(config)) {
    if (config_.api != Api::messages) return;
    media_rules_.most = 1;
    for (const char* type : {"image/jpeg", "image/png", "image/gif"})
      media_rules_.types.push_back({type, config_.media_bytes});
  }

  std::string_view name() const override { return config_.name; }
  size_t most_characters() const override { return limits::kBodyCharacters; }
  double requests_per_s() const override { return config_.requests_per_s; }

  std::optional<SendResult> refuses(const OutgoingMessage& message) const override {
    if (config_.api == Api::sms && !message.media_urls.empty())
      return never_sent("no_media", "Vonage's SMS API sends no pictures; a carrier with api = \"messages\" does");
    return wrong_media(message, media_rules_, "Vonage");
  }
  const MediaRules& media_rules() const override { return media_rules_; }

  HttpRequest build_send(const OutgoingMessage& message) const override {
    return config_.api == Api::sms ? build_sms(config_, message) : build_message(config_, message);
  }
  SendResult read_send(const HttpResult& result) const override {
    return config_.api == Api::sms ? read_sms_answer(result) : read_message_answer(result);
  }

  std::optional<HttpRequest> build_find(const FindQuery& query, std::string_view) const override {
    return build_report_find(config_, query);
  }
  Result<FoundPage> read_find(const HttpResult& result) const override { return read_report_find(result); }
  std::optional<HttpRequest> build_fetch(std::string_view provider_id) const override {
    return build_report_fetch(config_, provider_id);
  }
  Result<FoundMessage> read_fetch(const HttpResult& result) const override { return read_report_fetch(result); }
  std::optional<HttpRequest> build_list(const ListQuery& query, std::string_view page_url) const override {
    return build_report_list(config_, query, page_url);
  }
  Result<FoundPage> read_list(const HttpResult& result) const override { return read_report_list(config_, result); }

  bool makes_calls() const override { return config_.private_key.has_value(); }
  size_t most_spoken_characters() const override { return kSpokenMost; }
  double calls_per_s() const override { return config_.calls_per_s; }
  std::optional<SendResult> refuses_call(const OutgoingCall& call) const override { return vonage::refuses_call(call); }
  HttpRequest build_call(const OutgoingCall& call) const override { return vonage::build_call(config_, call); }
  SendResult read_call(const HttpResult& result) const override { return read_call_answer(result); }
  std::optional<HttpRequest> build_find_call(const FindQuery& query, std::string_view page_url) const override {
    return build_call_list(config_, query, page_url);
  }
  Result<FoundPage> read_find_call(const HttpResult& result) const override { return read_call_list(config_, result); }
  std::optional<HttpRequest> build_fetch_call(std::string_view provider_id, Instant now) const override {
    return build_call_fetch(config_, provider_id, now);
  }
  Result<FoundMessage> read_fetch_call(const HttpResult& result) const override { return read_one_call(result); }
  std::optional<HttpRequest> build_cancel_call(std::string_view provider_id, Instant now) const override {
    return build_call_hangup(config_, provider_id, now);
  }
  HttpRequest build_fetch_media(std::string_view url, Instant now) const override {
    return carrier::vonage::build_fetch_media(config_, Carrier::build_fetch_media(url, now), now);
  }
  std::string_view api_url() const override { return config_.base_url; }

  Signature check_signature(const WebhookRequest& request, Instant now) const override {
    return check_vonage_signature(config_.webhooks, request, now);
  }
  Result<WebhookEvent> read_webhook(const WebhookRequest& request) const override {
    return read_vonage_webhook(request);
  }
  HttpResponse answer(const WebhookEvent&) const override {
    HttpResponse response;
    response.status = 204;
    return response;
  }

 private:
  const Config config_;
  MediaRules media_rules_;
};

}  // namespace

Result<std::unique_ptr<Carrier>> make_vonage(const CarrierConfig& config) {
  return std::make_unique<VonageCarrier>(TRY(read_config(config)));
}

}  // namespace tidings::carrier::vonage
