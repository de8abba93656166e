// Helpers of this room's tests: the case tables, a configuration of each API.
#pragma once

#include <gtest/gtest.h>

#include "base/limits.h"
#include "carrier/vonage/vonage.h"
#include "carrier/wire_fixture.h"

namespace tidings::carrier::vonage {

inline const std::string kSignatureSecret = "vonage-test-secret";
inline const std::string kApplication = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab";

inline std::string testdata(std::string_view file) { return carrier::testdata("vonage", file); }
inline json::array cases(std::string_view file) { return carrier::cases("vonage", file); }

inline CarrierConfig config() {
  CarrierConfig out;
  out.name = "main";
  out.type = "vonage";
  out.public_url = "https://tidings.example.org";
  out.values = {{"api_key", "abcd1234"},
                {"api_secret", "s3cret"},
                {"signature_secret", kSignatureSecret},
                {"signature_method", "sha256"}};
  return out;
}

inline CarrierConfig messages_config() {
  CarrierConfig out = config();
  out.values["api"] = "messages";
  out.values["application_id"] = kApplication;
  out.values["private_key"] = testdata("private_key.pem");
  return out;
}

inline std::unique_ptr<Carrier> make(const CarrierConfig& from = config()) {
  auto made = make_vonage(from);
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return made ? std::move(*made) : nullptr;
}

}  // namespace tidings::carrier::vonage
