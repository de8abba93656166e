#include "service/number_lookup.h"

#include <gtest/gtest.h>

namespace tidings::service {
namespace {

TEST(NumberLookup, LineTypesHaveNamesThatReadBack) {
  for (int i = 0; i <= static_cast<int>(LineType::special); ++i) {
    const auto type = static_cast<LineType>(i);
    EXPECT_EQ(line_type_from(to_string(type)), type);
  }
  EXPECT_FALSE(line_type_from("nothing"));
}

TEST(NumberLookup, OnlyWhatSurelyGetsNoTextsIsSaidSo) {
  for (const auto type : {LineType::unknown, LineType::mobile, LineType::fixed_voip, LineType::non_fixed_voip,
                          LineType::voip, LineType::personal, LineType::toll_free}) {
    EXPECT_FALSE(never_gets_texts(type)) << to_string(type);
  }
  for (const auto type : {LineType::landline, LineType::premium, LineType::shared_cost, LineType::uan,
                          LineType::voicemail, LineType::pager, LineType::payphone, LineType::special}) {
    EXPECT_TRUE(never_gets_texts(type)) << to_string(type);
  }
}

TEST(NumberLookup, PlainHttpIsForThisMachineOrAskedFor) {
  const auto of = [](const std::string& url, bool plain) { return lookup_base_url(url, "https://std.example", plain); };
  EXPECT_EQ(*of("", false), "https://std.example");
  EXPECT_EQ(*of("https://a.example/x//", false), "https://a.example/x");
  EXPECT_EQ(*of("http://127.0.0.1:81", false), "http://127.0.0.1:81");
  EXPECT_EQ(*of("http://a.example", true), "http://a.example");
  for (const char* bad : {"http://a.example", "http://127.0.0.1.evil.example", "http://1270.0.0.1", "ftp://a", "a",
                          "https://u@a.example", "https://a.example?x", "https://a.example#x"}) {
    const auto got = of(bad, false);
    ASSERT_FALSE(got) << bad;
    EXPECT_EQ(got.error().where, "base_url");
  }
}

TEST(NumberLookup, TextsAreCutBetweenCharactersAndClean) {
  EXPECT_EQ(lookup_text("a\tb\x7f"), "ab\x7f");
  EXPECT_EQ(lookup_text("x" + std::string(49, 'y')).size(), 50U);
  std::string many = "x";
  for (int i = 0; i < 60; ++i) many += "é";
  EXPECT_EQ(lookup_text(many).size(), 99U);
}

}  // namespace
}  // namespace tidings::service
