#include "flow/media/source_url.h"

#include <gtest/gtest.h>

namespace tidings::media {
namespace {

const std::vector<std::string> kAll{"http://127.0.0.1:9000", "https://api.twilio.com", "https://gateway.internal:8443"};

TEST(SourceUrl, WhatMayBeAsked) {
  const auto may = [](std::string_view url, std::string_view own = "https://api.twilio.com") {
    return may_fetch(url, own, kAll).has_value();
  };
  EXPECT_TRUE(may("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"));
  EXPECT_TRUE(may("https://mms.twiliocdn.com/AC1/x?a=b"));
  EXPECT_TRUE(may("http://127.0.0.1:9000/media/1", "http://127.0.0.1:9000"));
  for (const char* url : {"http://127.0.0.1:9000/media/1",
                          "https://localhost:;=;;=aaaa",  // found by the fuzzer
                          "https://host.example:/x",
                          "http://mms.twiliocdn.com/x",
                          "ftp://host/x",
                          "file:///etc/passwd",
                          "/x",
                          "",
                          "https://user@host.example/",
                          "https://api.twilio.com@evil.example/",
                          "https://gateway.internal:8443/x",
                          "https://127.0.0.1/x",
                          "https://127.1/x",
                          "https://2130706433/",
                          "https://0x7f.0.0.1/",
                          "https://0x7f000001/",
                          "https://[::1]/x",
                          "https://localhost/x",
                          "https://localhost./x",
                          "https://a.localhost/",
                          "https://10.0.0.1./",
                          "https://host.example/a b",
                          "https://host.example/\r\nX: y"}) {
    EXPECT_FALSE(may(url)) << url;
  }
  EXPECT_FALSE(may("https://host.example/" + std::string(5000, 'x')));
}

TEST(SourceUrl, WhereARedirectLeads) {
  const char* base = "https://host.example:8443/a/b?c=d";
  EXPECT_EQ(resolve(base, "https://other.example/x#part"), "https://other.example/x");
  EXPECT_EQ(resolve(base, "//other.example/x"), "https://other.example/x");
  EXPECT_EQ(resolve(base, "/x?y"), "https://host.example:8443/x?y");
  EXPECT_EQ(resolve(base, "x"), "https://host.example:8443/a/x");
  EXPECT_EQ(resolve(base, "?e=f"), "https://host.example:8443/a/b?e=f");
  EXPECT_EQ(resolve("https://host.example", "x"), "https://host.example/x");
  EXPECT_EQ(resolve(base, "javascript:alert(1)"), "");
  EXPECT_EQ(resolve(base, "file:///etc/passwd"), "");
  EXPECT_EQ(resolve(base, ""), "");
  EXPECT_EQ(resolve(base, "#x"), "");
}

}  // namespace
}  // namespace tidings::media
