#include "sms/digit_patterns.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <regex>

namespace tidings::sms {
namespace {

using Extent = DigitPatterns::Extent;

std::vector<uint16_t> matched(const DigitTable& table, std::string_view digits) {
  return table.set(table.matched(table.walk(digits)));
}

TEST(DigitPatterns, SayWhichOfManyMatch) {
  DigitPatterns patterns;
  ASSERT_TRUE(patterns.add("(?:20[1-35-9]|310)[2-9]\\d{6}", Extent::whole));
  ASSERT_TRUE(patterns.add("2\\d{9}", Extent::whole));
  ASSERT_TRUE(patterns.add("20|3", Extent::beginning));
  const auto table = patterns.build();
  ASSERT_TRUE(table);
  using Set = std::vector<uint16_t>;
  EXPECT_EQ(matched(*table, "2022345678"), (Set{0, 1, 2}));
  EXPECT_EQ(matched(*table, "2042345678"), (Set{1, 2}));
  EXPECT_EQ(matched(*table, "3102345678"), (Set{0, 2}));
  EXPECT_EQ(matched(*table, "310234567"), (Set{2}));
  EXPECT_EQ(matched(*table, "2122345678"), (Set{1}));
  EXPECT_EQ(matched(*table, ""), Set{});
  EXPECT_EQ(table->walk("4"), DigitTable::kNowhere);
  EXPECT_EQ(table->step(DigitTable::kNowhere, '2'), DigitTable::kNowhere);
}

TEST(DigitPatterns, WhatIsNotUnderstoodIsNotTaken) {
  for (const char* pattern : {"1|([2-9]\\d{6})$",
                              "^1",
                              "1.2",
                              "[^1]",
                              "\\D",
                              "a",
                              "1{2",
                              "1{3,2}",
                              "(1",
                              "1)",
                              "[]",
                              "[1",
                              "[2-1]",
                              "1*?",
                              "1++",
                              "(?=1)",
                              "(?:1",
                              "1{99}",
                              "{2}",
                              "*",
                              "[1-]",
                              " 1",
                              "\\"}) {
    DigitPatterns patterns;
    EXPECT_FALSE(patterns.add(pattern, Extent::whole)) << pattern;
    ASSERT_TRUE(patterns.add("7", Extent::whole));
    EXPECT_EQ(matched(patterns.build().value(), "7"), std::vector<uint16_t>{0}) << "nothing of it was added";
  }
}

rc::Gen<std::string> any_pattern(int depth) {
  using namespace rc;
  auto leaf = gen::element<std::string>("0", "1", "2", "\\d", "[0-1]", "[12]", "[02-9]");
  if (depth == 0) return leaf;
  auto inner = [depth] { return any_pattern(depth - 1); };
  auto two = [](std::string between, std::string open, std::string close) {
    return [=](const std::pair<std::string, std::string>& p) { return open + p.first + between + p.second + close; };
  };
  return gen::oneOf(
      leaf, gen::map(gen::pair(inner(), inner()), two("", "", "")),
      gen::map(gen::pair(inner(), inner()), two("|", "(?:", ")")),
      gen::map(gen::pair(inner(), gen::element<std::string>("?", "*", "+", "{2}", "{0,2}", "{1,}", "{0}")),
               [](const auto& p) { return "(" + p.first + ")" + p.second; }));
}

TEST(DigitPatternsProperty, AgreeWithAnotherEngine) {
  EXPECT_TRUE(rc::check([] {
    const auto one = *any_pattern(3), other = *any_pattern(2);
    DigitPatterns patterns;
    RC_ASSERT(patterns.add(one, Extent::whole));
    RC_ASSERT(patterns.add(other, Extent::beginning));
    const auto table = patterns.build();
    RC_ASSERT(table.has_value());
    const std::regex first(one), second(other);
    for (int i = 0; i < 20; ++i) {
      const auto digits = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123")));
      if (digits.size() > 12) continue;
      const auto got = matched(*table, digits);
      RC_ASSERT((std::find(got.begin(), got.end(), 0) != got.end()) == std::regex_match(digits, first));
      const bool begins = std::regex_search(digits, second, std::regex_constants::match_continuous);
      RC_ASSERT((std::find(got.begin(), got.end(), 1) != got.end()) == begins);
    }
  }));
}

}  // namespace
}  // namespace tidings::sms
