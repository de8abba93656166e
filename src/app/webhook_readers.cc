#include "app/webhook_readers.h"

#include <fmt/format.h>

#include <algorithm>

#include "carrier/twilio/signature.h"
#include "carrier/twilio/webhook.h"

namespace tidings::app {
namespace {

http::explain::WebhookReader twilio_reader(const carrier::CarrierConfig& config) {
  const auto token = config.values.find("auth_token");
  return {.check = [key = token == config.values.end() ? std::string{} : token->second](
                       const carrier::WebhookRequest& request,
                       Instant) { return carrier::twilio::check_twilio_signature(key, request); },
          .read = [](const carrier::WebhookRequest& request) { return carrier::twilio::read_twilio_webhook(request); },
          .glance = carrier::twilio::glance_twilio_webhook};
}

struct Row {
  std::string_view type;
  http::explain::WebhookReader (*make)(const carrier::CarrierConfig& config);
};
constexpr Row kReaders[] = {{"twilio", twilio_reader}, {"sandbox", twilio_reader}};
constexpr std::string_view kNotYet[] = {"vonage", "openphone", "generic"};

}  // namespace

Result<http::explain::WebhookReader> webhook_reader(const carrier::CarrierConfig& config) {
  for (const auto& row : kReaders) {
    if (row.type == config.type) return row.make(config);
  }
  if (std::ranges::find(kNotYet, config.type) != std::end(kNotYet)) {
    return fail(ErrorCode::not_yet, fmt::format("webhooks of '{}' cannot be read yet", config.type), "carrier");
  }
  return fail(ErrorCode::invalid_argument, fmt::format("there is no carrier '{}'", config.type), "carrier",
              "known: twilio; not yet: vonage, openphone, generic");
}

}  // namespace tidings::app
