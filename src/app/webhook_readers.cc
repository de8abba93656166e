#include "app/webhook_readers.h"

#include <fmt/format.h>

#include <algorithm>

#include "carrier/twilio/signature.h"
#include "carrier/twilio/webhook.h"
#include "carrier/vonage/config.h"
#include "carrier/vonage/webhook.h"

namespace tidings::app {
namespace {

Result<http::explain::WebhookReader> twilio_reader(const carrier::CarrierConfig& config) {
  const auto token = config.values.find("auth_token");
  return http::explain::WebhookReader{
      .check = [key = token == config.values.end() ? std::string{} : token->second](
                   const carrier::WebhookRequest& request,
                   Instant) { return carrier::twilio::check_twilio_signature(key, request); },
      .read = [](const carrier::WebhookRequest& request) { return carrier::twilio::read_twilio_webhook(request); },
      .glance = carrier::twilio::glance_twilio_webhook};
}

Result<http::explain::WebhookReader> vonage_reader(const carrier::CarrierConfig& config) {
  const auto secret = TRY(carrier::vonage::read_webhook_secret(config));
  return http::explain::WebhookReader{
      .check = [secret](const carrier::WebhookRequest& request,
                        Instant now) { return carrier::vonage::check_vonage_signature(secret, request, now); },
      .read = carrier::vonage::read_vonage_webhook,
      .glance = carrier::vonage::glance_vonage_webhook};
}

struct Row {
  std::string_view type;
  Result<http::explain::WebhookReader> (*make)(const carrier::CarrierConfig& config);
};
constexpr Row kReaders[] = {{"twilio", twilio_reader}, {"sandbox", twilio_reader}, {"vonage", vonage_reader}};
constexpr std::string_view kNotYet[] = {"openphone", "generic"};

}  // namespace

Result<http::explain::WebhookReader> webhook_reader(const carrier::CarrierConfig& config) {
  for (const auto& row : kReaders) {
    if (row.type == config.type) return row.make(config);
  }
  if (std::ranges::find(kNotYet, config.type) != std::end(kNotYet)) {
    return fail(ErrorCode::not_yet, fmt::format("webhooks of '{}' cannot be read yet", config.type), "carrier");
  }
  return fail(ErrorCode::invalid_argument, fmt::format("there is no carrier '{}'", config.type), "carrier",
              "known: twilio, vonage; not yet: openphone, generic");
}

}  // namespace tidings::app
