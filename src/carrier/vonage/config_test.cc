// Configuration errors name their key.
#include <gtest/gtest.h>

#include "carrier/vonage/vonage_test_world.h"

namespace tidings::carrier::vonage {
namespace {

std::string wrong(CarrierConfig bad, const std::string& key, const std::string& value) {
  value.empty() ? static_cast<void>(bad.values.erase(key)) : static_cast<void>(bad.values[key] = value);
  const auto made = make_vonage(bad);
  EXPECT_FALSE(made) << key << " = " << value;
  return made ? std::string{} : made.error().where;
}

TEST(VonageConfig, ErrorsNameTheKey) {
  EXPECT_EQ(wrong(config(), "api", "voice"), "api");
  EXPECT_EQ(wrong(config(), "api_key", ""), "api_key");
  EXPECT_EQ(wrong(config(), "api_key", "abcd123"), "api_key");
  EXPECT_EQ(wrong(config(), "api_key", "abcd 123"), "api_key");
  EXPECT_EQ(wrong(config(), "api_secret", ""), "api_secret");
  EXPECT_EQ(wrong(config(), "application_id", kApplication), "private_key");
  EXPECT_EQ(wrong(messages_config(), "application_id", ""), "application_id");
  EXPECT_EQ(wrong(messages_config(), "application_id", "app-1"), "application_id");
  EXPECT_EQ(wrong(messages_config(), "private_key", "x"), "private_key");
  EXPECT_EQ(wrong(messages_config(), "private_key", ""), "private_key");
  EXPECT_EQ(wrong(messages_config(), "sign_requests", "true"), "sign_requests");
  EXPECT_EQ(wrong(config(), "sign_requests", "yes"), "sign_requests");
  EXPECT_EQ(wrong(config(), "signature_method", "sha384"), "signature_method");
  EXPECT_EQ(wrong(config(), "max_age_s", "0"), "max_age_s");
  EXPECT_EQ(wrong(config(), "max_age_s", "5m"), "max_age_s");
  EXPECT_EQ(wrong(config(), "max_age_s", "604801"), "max_age_s");
  EXPECT_EQ(wrong(config(), "base_url", "ftp://x"), "base_url");
  EXPECT_EQ(wrong(config(), "base_url", "http://rest.nexmo.com"), "base_url");
  EXPECT_EQ(wrong(config(), "base_url", "http://localhost@evil.example"), "base_url");
  EXPECT_EQ(wrong(config(), "reports_url", "https://x/?a=b"), "reports_url");
  EXPECT_EQ(wrong(config(), "status_callback_url", "/x"), "status_callback_url");
  EXPECT_EQ(wrong(config(), "status_callback_url", "https://example.org/" + std::string(81, 'x')),
            "status_callback_url");
  for (const char* rate : {"0", "-1", "many", "1001", "nan"})
    EXPECT_EQ(wrong(config(), "requests_per_s", rate), "requests_per_s");
  EXPECT_EQ(wrong(config(), "voice_url", "http://api.nexmo.com"), "voice_url");
  EXPECT_EQ(wrong(config(), "calls_per_s", "0"), "calls_per_s");
  EXPECT_EQ(wrong(config(), "apikey", "x"), "apikey");
  CarrierConfig bad = config();
  bad.public_url = "";
  EXPECT_EQ(make_vonage(bad).error().where, "public_url");
  CarrierConfig signing = config();
  signing.values["sign_requests"] = "true";
  EXPECT_EQ(wrong(signing, "signature_secret", ""), "signature_secret");
  EXPECT_EQ(wrong(signing, "signature_method", ""), "signature_method");
}

TEST(VonageConfig, OtherWaysToWriteIt) {
  CarrierConfig from = messages_config();
  std::string one_line;
  for (const char c : from.values["private_key"]) one_line += c == '\n' ? std::string("\\n") : std::string(1, c);
  from.values["private_key"] = one_line;
  from.values["base_url"] = "http://127.0.0.1:9/";
  from.values["reports_url"] = "http://[::1]:9";
  EXPECT_TRUE(
      make(from)->build_send({.id = MessageId{1}, .to = "+61400000001"}).url.starts_with("http://127.0.0.1:9/v1"));
  EXPECT_EQ(make(from)->requests_per_s(), 30);
  from.values["requests_per_s"] = "50.5";
  EXPECT_EQ(make(from)->requests_per_s(), 50.5);
  from.values.erase("api_secret");
  EXPECT_FALSE(make(from)->build_fetch("x")) << "reports want the secret";
  from.name.clear();
  EXPECT_EQ(make(from)->name(), "vonage");
}

TEST(VonageConfig, WithoutASecretNoWebhookIsTaken) {
  CarrierConfig from = config();
  from.values.erase("signature_secret");
  const WebhookRequest request{"GET", "https://example.org/x?timestamp=1&sig=0000", {}, ""};
  EXPECT_EQ(make(from)->check_signature(request, Instant{1000}), Signature::invalid);
}

}  // namespace
}  // namespace tidings::carrier::vonage
