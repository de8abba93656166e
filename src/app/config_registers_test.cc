#include "app/config_registers.h"

#include <gtest/gtest.h>

namespace tidings::app {
namespace {

Result<std::vector<DncRegister>> read(const std::string& text) {
  ConfigSource in;
  TRY(in.add_toml(text, "tidings.toml"));
  auto out = read_registers(in);
  static_cast<void>(read_washed(in, out));
  TRY(in.done());
  return out;
}

std::string problem_of(const std::string& text) {
  const auto found = read(text);
  EXPECT_FALSE(found) << text;
  return found ? std::string() : found.error().describe();
}

TEST(ConfigRegisters, NoneIsNone) { EXPECT_TRUE(read("")->empty()); }

TEST(ConfigRegisters, APresetKnowsItsTerms) {
  const auto all =
      read("[register.us_dnc]\npreset = \"us_national_dnc\"\naccepts = [\"express_written\", \"express\"]\n");
  ASSERT_TRUE(all) << all.error().describe();
  ASSERT_EQ(all->size(), 1U);
  const auto& us = all->front();
  EXPECT_EQ(us.name, "us_dnc");
  EXPECT_EQ(us.source, RegisterSource::list);
  EXPECT_EQ(us.places, std::vector<std::string>{"US"});
  EXPECT_EQ(us.max_age_ms, 31 * kDayMs);
  EXPECT_EQ(us.on_unknown, OnUnknown::hold);
  EXPECT_EQ(us.accepts, (std::vector<Consent>{Consent::express_written, Consent::express}));
  EXPECT_EQ(read("[register.sg]\npreset = \"sg_no_text\"\n")->front().max_age_ms, 21 * kDayMs);
}

TEST(ConfigRegisters, TermsAreTheOperators) {
  const auto all = read(
      "[register.a]\npreset = \"au_dncr\"\nplaces = [\"AU-WA\", \"NZ\"]\nmax_age_days = 0\non_unknown = \"send\"\n"
      "[register.b]\nplaces = \"US, CA\"\nmax_age_days = 7\n");
  ASSERT_TRUE(all) << all.error().describe();
  EXPECT_EQ(all->at(0).places, (std::vector<std::string>{"AU-WA", "NZ"}));
  EXPECT_EQ(all->at(0).max_age_ms, 0);
  EXPECT_EQ(all->at(0).on_unknown, OnUnknown::send);
  EXPECT_EQ(all->at(1).places, (std::vector<std::string>{"US", "CA"}));
}

TEST(ConfigRegisters, WhatIsWrongIsNamed) {
  const std::pair<const char*, const char*> kCases[] = {
      {"[register.a]\nmax_age_days = 3\n", "register.a.places: is required"},
      {"[register.a]\nplaces = [\"USA\"]\n", "register.a.places: 'USA' is no place"},
      {"[register.a]\nplaces = [\"XX\"]\n", "register.a.places: 'XX' is no place"},
      {"[register.a]\npreset = \"moon\"\n", "register.a.preset: there is no register 'moon'"},
      {"[register.a]\npreset = \"gb_tps\"\nmax_age_days = 400\n",
       "register.a.max_age_days: '400' is not a whole number"},
      {"[register.a]\npreset = \"gb_tps\"\non_unknown = \"maybe\"\n", "register.a.on_unknown: 'maybe' is neither"},
      {"[register.a]\npreset = \"gb_tps\"\naccepts = [\"nodding\"]\n", "register.a.accepts: 'nodding' is no consent"},
      {"[register.a]\npreset = \"gb_tps\"\naccepts = [\"revoked\"]\n", "register.a.accepts: 'revoked' is no consent"},
      {"[register.a]\npreset = \"gb_tps\"\nsource = \"crystal ball\"\n",
       "register.a.source: 'crystal ball' is no source"},
      {"[register.a]\npreset = \"gb_tps\"\nonunknown = \"hold\"\n", "unknown configuration key 'register.a.onunknown'"},
  };
  for (const auto& [text, problem] : kCases)
    EXPECT_NE(problem_of(text).find(problem), std::string::npos) << problem_of(text);
}

}  // namespace
}  // namespace tidings::app
