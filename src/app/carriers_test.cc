#include "app/carriers.h"

#include <gtest/gtest.h>

namespace tidings::app {
namespace {

carrier::CarrierConfig config(std::string type, std::string base_url) {
  carrier::CarrierConfig out;
  out.name = "main", out.type = std::move(type), out.public_url = "http://127.0.0.1:8080";
  out.values = {{"account_sid", "AC" + std::string(32, '2')}, {"auth_token", std::string(32, 't')}};
  if (!base_url.empty()) out.values["base_url"] = std::move(base_url);
  return out;
}

TEST(Carriers, MakesTheKnownOnes) {
  EXPECT_EQ(carrier_types(), (std::vector<std::string>{"twilio", "vonage", "openphone", "quo", "generic", "sandbox"}));
  const auto twilio = make_carrier(config("twilio", ""));
  ASSERT_TRUE(twilio);
  EXPECT_EQ((*twilio)->name(), "main");
  EXPECT_TRUE((*twilio)->build_fetch("SM1")->url.starts_with("https://api.twilio.com/"));
  const auto sandbox = make_carrier(config("sandbox", "http://127.0.0.1:8090"));
  ASSERT_TRUE(sandbox);
  EXPECT_TRUE((*sandbox)->build_fetch("SM1")->url.starts_with("http://127.0.0.1:8090/"));
}

TEST(Carriers, TheSandboxStaysOnThisMachine) {
  for (const char* url : {"", "https://api.twilio.com", "http://10.0.0.1:8090", "http://127.0.0.1.example.org", "x"}) {
    const auto made = make_carrier(config("sandbox", url));
    ASSERT_FALSE(made) << url;
    EXPECT_EQ(made.error().where, "base_url");
  }
  for (const char* url : {"http://localhost:1", "http://[::1]:8090", "http://127.0.0.2:1"}) {
    EXPECT_TRUE(make_carrier(config("sandbox", url))) << url;
  }
}

TEST(Carriers, SaysWhichTypesThereAre) {
  const auto unknown = make_carrier(config("carrier-pigeon", ""));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(unknown.error().hint, "known types: twilio, vonage, openphone, quo, generic, sandbox");
}

}  // namespace
}  // namespace tidings::app
