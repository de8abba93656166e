// Vonage's keys, checked. See vonage.h for what they mean.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/rsa.h"
#include "base/secret.h"
#include "carrier/contract.h"
#include "carrier/vonage/signature.h"

namespace tidings::carrier::vonage {

enum class Api { sms, messages };

struct Config {
  std::string name;
  Api api = Api::sms;
  std::string api_key;
  Secret api_secret;
  std::string application_id;
  std::optional<crypto::RsaKey> private_key;
  WebhookSecret webhooks;
  bool sign_requests = false;
  double requests_per_s = 30;
  size_t media_bytes = 500'000;
  double calls_per_s = 3;
  std::string base_url, reports_url, voice_url, status_callback;
};

Result<Config> read_config(const CarrierConfig& config);
// What webhooks are judged by alone; of the other keys nothing is asked.
Result<WebhookSecret> read_webhook_secret(const CarrierConfig& config);

}  // namespace tidings::carrier::vonage
