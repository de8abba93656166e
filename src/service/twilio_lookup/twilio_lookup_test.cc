#include "service/twilio_lookup/twilio_lookup.h"

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "service/number_lookup_test_cases.h"

namespace tidings::service::twilio_lookup {
namespace {

constexpr std::string_view kNumber = "+61412345678";
const std::string kAccount = "AC" + std::string(32, '2');
const std::string kKey = "SK" + std::string(32, '3');
const std::string kToken(32, 't');

std::unique_ptr<NumberLookup> make(Options options) {
  auto made = make_twilio_lookup(std::move(options));
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return std::move(*made);
}

TEST(TwilioLookup, ReadsWhatIsAnswered) {
  test::expect_cases("twilio_lookup", *make({.account_sid = kAccount, .auth_token = Secret(kToken)}), kNumber);
}

TEST(TwilioLookup, AsksForWhatIsPaidOrOnlyForWhatIsFree) {
  const auto paid = make({.account_sid = kAccount, .auth_token = Secret(kToken)})->build(kNumber);
  EXPECT_EQ(paid.url, "https://lookups.twilio.com/v2/PhoneNumbers/%2B61412345678?Fields=line_type_intelligence");
  EXPECT_EQ(paid.headers.get("Authorization"), "Basic " + crypto::to_base64(kAccount + ":" + kToken));
  const auto free =
      make({.base_url = "http://127.0.0.1:9/", .api_key = kKey, .api_secret = Secret("s"), .line_type = false})
          ->build(kNumber);
  EXPECT_EQ(free.url, "http://127.0.0.1:9/v2/PhoneNumbers/%2B61412345678");
  EXPECT_EQ(free.headers.get("Authorization"), "Basic " + crypto::to_base64(kKey + ":s"));
}

TEST(TwilioLookup, ErrorsNameTheKeyOfTheConfiguration) {
  const auto where = [](Options options) {
    const auto made = make_twilio_lookup(std::move(options));
    return made ? std::string("none") : made.error().where;
  };
  const Secret token(kToken);
  EXPECT_EQ(where({}), "account_sid");
  EXPECT_EQ(where({.account_sid = "AC2", .auth_token = token}), "account_sid");
  EXPECT_EQ(where({.account_sid = kAccount}), "auth_token");
  EXPECT_EQ(where({.account_sid = kAccount, .auth_token = Secret("short")}), "auth_token");
  EXPECT_EQ(where({.api_key = "SK3", .api_secret = Secret("s")}), "api_key");
  EXPECT_EQ(where({.api_key = kKey}), "api_secret");
  EXPECT_EQ(where({.account_sid = kAccount, .auth_token = token, .api_secret = Secret("s")}), "api_key");
  EXPECT_EQ(where({.base_url = "http://a.example", .account_sid = kAccount, .auth_token = token}), "base_url");
}

}  // namespace
}  // namespace tidings::service::twilio_lookup
