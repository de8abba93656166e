#include "app/webhook_readers.h"

#include <fmt/format.h>

#include <algorithm>

#include "carrier/generic/generic.h"
#include "carrier/openphone/signature.h"
#include "carrier/openphone/webhook.h"
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

Result<http::explain::WebhookReader> openphone_reader(const carrier::CarrierConfig& config) {
  return http::explain::WebhookReader{
      .check = [keys = TRY(carrier::openphone::read_signing_keys(config))](
                   const carrier::WebhookRequest& request,
                   Instant now) { return carrier::openphone::check_openphone_signature(keys, request, now); },
      .read =
          [](const carrier::WebhookRequest& request) { return carrier::openphone::read_openphone_webhook(request); },
      .glance = carrier::openphone::glance_openphone_webhook};
}

Result<http::explain::WebhookReader> vonage_reader(const carrier::CarrierConfig& config) {
  const auto secret = TRY(carrier::vonage::read_webhook_secret(config));
  return http::explain::WebhookReader{
      .check = [secret](const carrier::WebhookRequest& request,
                        Instant now) { return carrier::vonage::check_vonage_signature(secret, request, now); },
      .read = carrier::vonage::read_vonage_webhook,
      .glance = carrier::vonage::glance_vonage_webhook};
}

// Its whole configuration is asked for but where messages go to.
Result<http::explain::WebhookReader> generic_reader(const carrier::CarrierConfig& config) {
  auto whole = config;
  whole.values.try_emplace("send.url", "https://gateway.invalid/");
  const std::shared_ptr<const carrier::Carrier> made = TRY(carrier::generic::make_generic(whole));
  return http::explain::WebhookReader{
      .check = [made](const carrier::WebhookRequest& request,
                      Instant now) { return made->check_signature(request, now); },
      .read = [made](const carrier::WebhookRequest& request) { return made->read_webhook(request); },
      .glance = {}};
}

struct Row {
  std::string_view type;
  Result<http::explain::WebhookReader> (*make)(const carrier::CarrierConfig& config);
};
constexpr Row kReaders[] = {{"twilio", twilio_reader},       {"sandbox", twilio_reader}, {"vonage", vonage_reader},
                            {"openphone", openphone_reader}, {"quo", openphone_reader},  {"generic", generic_reader}};

}  // namespace

Result<http::explain::WebhookReader> webhook_reader(const carrier::CarrierConfig& config) {
  for (const auto& row : kReaders) {
    if (row.type == config.type) return row.make(config);
  }
  return fail(ErrorCode::invalid_argument, fmt::format("there is no carrier '{}'", config.type), "carrier",
              "known: twilio, vonage, openphone, generic");
}

}  // namespace tidings::app
