#include "service/numverify/numverify.h"

#include <gtest/gtest.h>

#include "service/number_lookup_test_cases.h"

namespace tidings::service::numverify {
namespace {

constexpr std::string_view kNumber = "+61412345678";

std::unique_ptr<NumberLookup> make(Options options) {
  auto made = make_numverify(std::move(options));
  EXPECT_TRUE(made) << (made ? "" : made.error().describe());
  return std::move(*made);
}

TEST(NumVerify, ReadsWhatIsAnswered) { test::expect_cases("numverify", *make({.access_key = Secret("k3y")}), kNumber); }

TEST(NumVerify, AsksInEitherForm) {
  const auto query = make({.access_key = Secret("k3y&x")})->build(kNumber);
  EXPECT_EQ(query.method, "GET");
  EXPECT_EQ(query.url, "https://apilayer.net/api/validate?access_key=k3y%26x&number=61412345678");
  EXPECT_EQ(query.headers.get("apikey"), "");
  const auto header = make({.access_key = Secret("k3y"), .key_in = KeyIn::header})->build(kNumber);
  EXPECT_EQ(header.url, "https://api.apilayer.com/number_verification/validate?number=61412345678");
  EXPECT_EQ(header.headers.get("apikey"), "k3y");
}

TEST(NumVerify, ErrorsNameTheKeyOfTheConfiguration) {
  EXPECT_EQ(make_numverify({}).error().where, "access_key");
  EXPECT_EQ(make_numverify({.access_key = Secret("a\nb")}).error().where, "access_key");
  EXPECT_EQ(make_numverify({.base_url = "http://a.example", .access_key = Secret("k")}).error().where, "base_url");
  EXPECT_TRUE(make_numverify({.base_url = "http://a.example", .access_key = Secret("k"), .allow_plain_http = true}));
}

}  // namespace
}  // namespace tidings::service::numverify
