#include "carrier/generic/generic.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "carrier/generic/answers.h"
#include "carrier/generic/config.h"
#include "carrier/generic/values.h"
#include "carrier/generic/webhook.h"
#include "carrier/outcomes.h"
#include "sms/utf8.h"

namespace tidings::carrier::generic {
namespace {

class GenericCarrier final : public Carrier {
 public:
  explicit GenericCarrier(Config config) : config_(std::move(config)) {
    if (config_.media) {
      media_rules_.most = 1;
      for (const auto& type : config_.media->types) media_rules_.types.push_back({type, config_.media->most_bytes});
    }
    const std::string url = build_send({}).url;
    if (const auto parts = split_url(url)) api_url_ = fmt::format("{}://{}", parts->scheme, parts->authority);
  }

  std::string_view name() const override { return config_.name; }
  size_t most_characters() const override { return config_.most_characters; }
  double requests_per_s() const override { return config_.requests_per_s; }
  std::string_view api_url() const override { return api_url_; }

  const MediaRules& media_rules() const override { return media_rules_; }

  std::string warning() const override {
    if (config_.proof.kind != Proof::Kind::none || (!config_.receipt && !config_.inbound)) return {};
    return "its webhooks prove nothing (unauthenticated = true): anybody who knows the address can write receipts and "
           "messages in its name";
  }

  std::optional<SendResult> refuses(const OutgoingMessage& message) const override {
    if (auto no = wrong_media(message, media_rules_, "this gateway")) return no;
    if (message.to.empty() || message.from.empty()) return never_sent("no_number", "this gateway needs both numbers");
    if (message.body.empty()) return never_sent("empty_text", "this gateway takes no empty text");
    if (sms::count_characters(message.body) > config_.most_characters)
      return never_sent("text_too_long", "the text is longer than this gateway takes (most_characters)");
    return std::nullopt;
  }

  HttpRequest build_send(const OutgoingMessage& message) const override {
    const auto fill = [&](const sms::Template& from, Form form) {
      return from.render(values_of(config_, message, form)).value_or("");  // what refuses() lets pass has all values
    };
    HttpRequest request;
    request.method = config_.send.method;
    request.url = fill(config_.send.url, Form::url);
    request.timeout_ms = limits::kSendTimeoutMs;
    if (config_.send.body) {
      request.headers.add("Content-Type", config_.send.content_type);
      request.body = fill(*config_.send.body, config_.send.body_form);
    }
    for (const auto& [name, value] : config_.send.headers) request.headers.add(name, fill(value, Form::text));
    return request;
  }
  SendResult read_send(const HttpResult& result) const override { return read_send_answer(config_, result); }

  Signature check_signature(const WebhookRequest& request, Instant) const override {
    return check_generic_webhook(config_, request);
  }
  Result<WebhookEvent> read_webhook(const WebhookRequest& request) const override {
    return read_generic_webhook(config_, request);
  }
  HttpResponse answer(const WebhookEvent&) const override {
    HttpResponse response;
    response.status = config_.webhook_status;
    if (config_.webhook_answer.empty()) return response;
    response.headers.add("Content-Type", config_.webhook_answer_type);
    response.body = config_.webhook_answer;
    return response;
  }

 private:
  const Config config_;
  std::string api_url_;
  MediaRules media_rules_;
};

}  // namespace

Result<std::unique_ptr<Carrier>> make_generic(const CarrierConfig& config) {
  return std::make_unique<GenericCarrier>(TRY(read_config(config)));
}

}  // namespace tidings::carrier::generic
