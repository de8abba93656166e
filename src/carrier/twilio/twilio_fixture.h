// Helpers of this room's tests: its cases, a configured carrier.
#pragma once

#include <gtest/gtest.h>

#include "carrier/twilio/twilio.h"
#include "carrier/wire_fixture.h"

namespace tidings::carrier::twilio {

inline const std::string kAccount = "AC" + std::string(32, '2');
inline const std::string kToken = "12345678901234567890123456789012";
inline const std::string kSid = "SM" + std::string(32, '1');

inline json::array cases(std::string_view file) { return carrier::cases("twilio", file); }

inline CarrierConfig config() {
  CarrierConfig out;
  out.name = "main";
  out.type = "twilio";
  out.public_url = "https://tidings.example.org";
  out.values = {{"account_sid", kAccount}, {"auth_token", kToken}};
  return out;
}

inline std::unique_ptr<Carrier> make(const CarrierConfig& from = config()) {
  auto made = make_twilio(from);
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return made ? std::move(*made) : nullptr;
}

}  // namespace tidings::carrier::twilio
