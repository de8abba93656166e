#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/http.h"
#include "base/json.h"
#include "base/log.h"

namespace tidings {
namespace {

TEST(Clock, FormatsAndParsesUtc) {
  EXPECT_EQ(format_utc({0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_utc({1795210299120}), "2026-11-20T21:31:39.120Z");
  EXPECT_EQ(parse_utc("2026-11-20T21:31:39.120Z")->ms, 1795210299120);
  EXPECT_EQ(parse_utc("2026-11-20T21:31:39+10:30")->ms, parse_utc("2026-11-20T11:01:39Z")->ms);
  for (const char* bad :
       {"", "2026-11-20", "2026-02-30T00:00Z", "2026-11-20T24:00Z", "2026-11-20T10:00", "2026-11-20T10:00Zx"}) {
    EXPECT_FALSE(parse_utc(bad)) << bad;
  }
}

TEST(Http, FormRoundTripKeepsOrderRepeatsAndBytes) {
  const FormFields fields{{"b", "x y&=+%"}, {"a", ""}, {"b", "Zürich 🚀"}};
  EXPECT_EQ(parse_form(encode_form(fields)), fields);
  EXPECT_EQ(parse_form("a=%zz&&c"), (FormFields{{"a", "%zz"}, {"c", ""}}));
}

TEST(Http, SplitsUrls) {
  const auto url = split_url("https://u:p@example.org:8443/a?b=c");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "example.org");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->target, "/a?b=c");
  EXPECT_FALSE(split_url("ftp://example.org"));
  EXPECT_FALSE(split_url("https:///x"));
}

TEST(Crypto, KnownValues) {
  EXPECT_EQ(crypto::to_hex(crypto::sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(crypto::to_base64("hello"), "aGVsbG8=");
  EXPECT_EQ(*crypto::from_base64("aGVsbG8="), "hello");
  EXPECT_EQ(crypto::random_token(16).size(), 32u);
  EXPECT_NE(crypto::random_token(16), crypto::random_token(16));
}

TEST(Json, ReaderNamesTheWrongField) {
  const auto value = parse_json(R"({"name":"x","rate":"fast"})");
  ASSERT_TRUE(value);
  JsonReader in(*value);
  EXPECT_EQ(in.required_text("name"), "x");
  EXPECT_FALSE(in.number("rate"));
  ASSERT_FALSE(in.done());
  EXPECT_EQ(in.done().error().what, "rate must be a number");

  JsonReader other(*value);
  other.text("name");
  EXPECT_EQ(other.done().error().what, "unknown field 'rate'");
  EXPECT_FALSE(parse_json("{\"a\":1} x"));
  EXPECT_FALSE(parse_json("{\"a\":"));
  EXPECT_FALSE(parse_json("{\"a\":[1e400]}"));
}

TEST(Log, MasksNumbers) { EXPECT_EQ(mask_phone("+61400000321"), "+61…321"); }

}  // namespace
}  // namespace tidings
