#include "app/config_lookups.h"

#include <gtest/gtest.h>

namespace tidings::app {
namespace {

Result<std::vector<flow::LookupService>> read(const std::string& text) {
  ConfigSource in;
  TRY(in.add_toml(text, "tidings.toml"));
  auto out = read_lookups(in);
  TRY(in.done());
  return out;
}

std::string problem_of(const std::string& text) {
  const auto found = read(text);
  EXPECT_FALSE(found) << text;
  return found ? std::string() : found.error().describe();
}

const std::string kTwilio = "[lookup.a]\ntype = \"twilio\"\naccount_sid = \"AC" + std::string(32, '1') +
                            "\"\nauth_token = \"" + std::string(32, 'x') + "\"\n";
const std::string kNumVerify = "[lookup.a]\ntype = \"numverify\"\naccess_key = \"k3y\"\n";

TEST(ConfigLookups, NoneIsNone) { EXPECT_TRUE(read("")->empty()); }

TEST(ConfigLookups, WhatIsNotSaidIsCareful) {
  const auto all = read(kTwilio);
  ASSERT_TRUE(all) << all.error().describe();
  ASSERT_EQ(all->size(), 1U);
  const auto& one = all->front();
  EXPECT_EQ(one.terms.name, "a");
  EXPECT_EQ(one.terms.price, 0);
  EXPECT_EQ(one.cache_ms, 90 * kDayMs);
  EXPECT_EQ(one.budget_per_day, 1000);
  EXPECT_EQ(one.budget_total, 0);
  EXPECT_EQ(one.in_flight, 5U);
  EXPECT_EQ(one.asks->build("+61412345678").url,
            "https://lookups.twilio.com/v2/PhoneNumbers/%2B61412345678?Fields=line_type_intelligence");
}

TEST(ConfigLookups, EverythingCanBeSaid) {
  const auto all = read(kNumVerify +
                        "price = 0.0075\ncurrency = \"USD\"\ncache_days = 7\nbudget_per_day = 0\nbudget_total = 50\n"
                        "rate_per_s = 0.5\nin_flight = 2\nbase_url = \"http://numbers.example/\"\n"
                        "allow_plain_http = true\n");
  ASSERT_TRUE(all) << all.error().describe();
  const auto& one = all->front();
  EXPECT_EQ(one.terms.price, 7500);
  EXPECT_EQ(one.terms.currency, "USD");
  EXPECT_EQ(one.cache_ms, 7 * kDayMs);
  EXPECT_EQ(one.budget_per_day, 0);
  EXPECT_EQ(one.budget_total, 50);
  EXPECT_EQ(one.rate_per_s, 0.5);
  EXPECT_EQ(one.in_flight, 2U);
  EXPECT_EQ(one.asks->build("+61412345678").url,
            "http://numbers.example/api/validate?access_key=k3y&number=61412345678");
}

TEST(ConfigLookups, WhatIsWrongIsNamed) {
  const std::pair<std::string, const char*> kCases[] = {
      {"[lookup.a]\ncache_days = 3\n", "lookup.a.type: is required"},
      {"[lookup.a]\ntype = \"oracle\"\n", "lookup.a.type: 'oracle' is no look-up service"},
      {"[lookup.a]\ntype = \"numverify\"\n", "lookup.a.access_key: is required"},
      {"[lookup.a]\ntype = \"numverify\"\naccess_key = \"a b\"\n", "lookup.a.access_key: has blanks in it"},
      {kNumVerify + "base_url = \"http://numbers.example\"\n", "lookup.a.base_url: must be https"},
      {kNumVerify + "base_url = \"https://u:p@numbers.example\"\n", "lookup.a.base_url: must be an http or https URL"},
      {kNumVerify + "key_in = \"cookie\"\n", "lookup.a.key_in: 'cookie' is neither query nor header"},
      {kNumVerify + "price = 0.01\n", "lookup.a.currency: is required with price"},
      {kNumVerify + "currency = \"usd\"\n", "lookup.a.currency: 'usd' is no currency"},
      {kNumVerify + "cache_days = 0\n", "lookup.a.cache_days: '0' is not a whole number"},
      {kNumVerify + "in_flight = 0\n", "lookup.a.in_flight: '0' is not a whole number"},
      {kNumVerify + "budget_per_dya = 5\n", "unknown configuration key 'lookup.a.budget_per_dya'"},
      {"[lookup.a]\ntype = \"twilio\"\n", "lookup.a.account_sid: is required"},
      {"[lookup.a]\ntype = \"twilio\"\naccount_sid = \"AC1\"\n", "lookup.a.account_sid: must be AC and 32 hex digits"},
      {"[lookup.a]\ntype = \"twilio\"\naccount_sid = \"AC" + std::string(32, '1') + "\"\n",
       "lookup.a.auth_token: must be 32 characters"},
      {kTwilio + "api_secret = \"x\"\n", "lookup.a.api_key: is required with api_secret"},
      {kTwilio + "base_url = \"http://numbers.example\"\n", "lookup.a.base_url: must be https"},
      {kTwilio + "allow_plain_http = true\n", "unknown configuration key 'lookup.a.allow_plain_http'"},
  };
  for (const auto& [text, problem] : kCases)
    EXPECT_NE(problem_of(text).find(problem), std::string::npos) << problem_of(text) << "\n" << text;
}

TEST(ConfigLookups, NoSecretIsInAProblem) {
  EXPECT_EQ(problem_of("[lookup.a]\ntype = \"twilio\"\naccount_sid = \"AC" + std::string(32, '1') +
                       "\"\nauth_token = \"s3cret\"\n")
                .find("s3cret"),
            std::string::npos);
}

}  // namespace
}  // namespace tidings::app
