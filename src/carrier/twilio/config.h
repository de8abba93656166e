// Twilio's keys, checked. See twilio.h for what they mean.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "carrier/contract.h"

namespace tidings::carrier::twilio {

struct Config {
  std::string name, account_sid, user, messaging_service_sid, base_url, status_callback;
  Secret password, auth_token;
  double calls_per_s = 1;
  bool own_stop_replies = false;  // Twilio answers one-word STOP and START texts itself
};

std::string callback_for(const Config& config, MessageId id);  // where its webhooks go, with our reference

Result<Config> read_config(const CarrierConfig& config);

}  // namespace tidings::carrier::twilio
