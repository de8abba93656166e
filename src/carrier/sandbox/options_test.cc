// Options from text and JSON.
#include <gtest/gtest.h>

#include "carrier/sandbox/options.h"

namespace tidings::carrier::sandbox {
namespace {

TEST(SandboxOptions, TextAndJsonSayTheSame) {
  const auto text =
      parse_options("latency_ms=50,rate_429=0.25,errors=21211:0.5;21610:0.25,magic=false,inbound_url=http://x/y");
  ASSERT_TRUE(text);
  const auto value = parse_json(R"({"latency_ms":50,"rate_429":0.25,"errors":{"21211":0.5,"21610":0.25},"magic":false,
                                    "inbound_url":"http://x/y"})");
  ASSERT_TRUE(value);
  const auto json = read_options(*value);
  ASSERT_TRUE(json) << json.error().describe();
  EXPECT_EQ(options_json(*text), options_json(*json));
  EXPECT_EQ(text->errors.at(21211), 0.5);
  EXPECT_EQ(options_json(*read_options(options_json(*text))), options_json(*text));
}

TEST(SandboxOptions, ErrorsNameTheOption) {
  for (const auto& [text, where] :
       std::vector<std::pair<std::string, std::string>>{{"rate_42=1", "rate_42"},
                                                        {"latency_ms=fast", "latency_ms"},
                                                        {"latency_ms=-1", "latency_ms"},
                                                        {"latency_ms", "latency_ms"},
                                                        {"rate_429=1.5", "rate_429"},
                                                        {"rate_429=nan", "rate_429"},
                                                        {"magic=yes", "magic"},
                                                        {"errors=21211", "errors"},
                                                        {"errors=21211:2", "errors"},
                                                        {"errors=1:0.6;2:0.6", "errors"},
                                                        {"rate_429=0.6,rate_hang=0.6", "rate_429 to rate_hang"},
                                                        {"rate_stop=0.6,rate_yes=0.6", "rate_stop to rate_reply"},
                                                        {"auth_token=short", "auth_token"},
                                                        {"account_sid=x", "account_sid"},
                                                        {"inbound_url=x", "inbound_url"}}) {
    const auto options = parse_options(text);
    ASSERT_FALSE(options) << text;
    EXPECT_EQ(options.error().where, where) << text;
  }
  EXPECT_TRUE(parse_options(""));
  EXPECT_NE(options_help().find("rate_reset_after"), std::string::npos);
}

}  // namespace
}  // namespace tidings::carrier::sandbox
