// The sections [reconciliation] and [canary].
#include "app/config_watch.h"

#include <gtest/gtest.h>

#include "app/config.h"

namespace tidings::app {
namespace {

ConfigSource source(const std::string& toml) {
  ConfigSource in;
  EXPECT_TRUE(in.add_toml(toml, "test.toml"));
  return in;
}

TEST(ConfigWatch, ReconciliationHasDefaultsAndReadsEveryKey) {
  auto nothing = source("");
  const auto usual = read_reconciliation(nothing);
  EXPECT_TRUE(usual.on);
  EXPECT_EQ(usual.full_window_ms, 2 * kDayMs);
  EXPECT_TRUE(nothing.done());
  auto all = source(
      "[reconciliation]\nenabled = false\nevery_min = 10\nwindow_min = 120\nfull_hour = 4\nfull_days = 7\ngrace_s = "
      "30\n"
      "requests_per_s = 0.5\nincident_share = 0.2\nincident_least = 9\n");
  const auto read = read_reconciliation(all);
  ASSERT_TRUE(all.done()) << all.done().error().describe();
  EXPECT_FALSE(read.on);
  EXPECT_EQ(read.light_every_ms, 10 * kMinuteMs);
  EXPECT_EQ(read.light_window_ms, 2 * kHourMs);
  EXPECT_EQ(read.full_hour, 4);
  EXPECT_EQ(read.full_window_ms, 7 * kDayMs);
  EXPECT_EQ(read.grace_ms, 30 * kSecondMs);
  EXPECT_EQ(read.requests_per_s, 0.5);
  EXPECT_EQ(read.incident_share, 0.2);
  EXPECT_EQ(read.incident_least, 9);
}

TEST(ConfigWatch, ReconciliationErrorsNameTheKey) {
  for (const auto& [toml, where] :
       std::vector<std::pair<std::string, std::string>>{{"every_min = 0", "reconciliation.every_min"},
                                                        {"window_min = 1", "reconciliation.window_min"},
                                                        {"full_hour = 24", "reconciliation.full_hour"},
                                                        {"full_days = 0", "reconciliation.full_days"},
                                                        {"grace_s = 99999", "reconciliation.grace_s"},
                                                        {"requests_per_s = 0", "reconciliation.requests_per_s"},
                                                        {"incident_least = 0", "reconciliation.incident_least"},
                                                        {"every = 1", "reconciliation.every"}}) {
    auto in = source("[reconciliation]\n" + toml + "\n");
    read_reconciliation(in);
    ASSERT_FALSE(in.done()) << toml;
    EXPECT_NE(in.done().error().describe().find(where), std::string::npos) << in.done().error().describe();
  }
}

std::vector<Sender> senders() {
  std::vector<Sender> out(3);
  out[0].address = "+12025550100", out[1].address = "+12025550101", out[2].address = "CLINIC";
  return out;
}

TEST(ConfigWatch, ACanaryGoesFromOneSenderOfOursToAnother) {
  auto in = source(
      "[canary]\nevery_min = 30\ndeadline_s = 60\n[[canary.pair]]\nfrom = \"CLINIC\"\nto = \"+12025550100\"\n"
      "[[canary.pair]]\nfrom = \"+12025550100\"\nto = \"+12025550101\"\n");
  const auto read = read_canary(in, senders());
  ASSERT_TRUE(in.done()) << in.done().error().describe();
  ASSERT_EQ(read.pairs.size(), 2u);
  EXPECT_EQ(read.pairs[0].from, "CLINIC");
  EXPECT_EQ(read.pairs[1].to, "+12025550101");
  EXPECT_EQ(read.every_ms, 30 * kMinuteMs);
  EXPECT_EQ(read.deadline_ms, 60 * kSecondMs);
}

TEST(ConfigWatch, NobodyElsesNumberIsEverNamed) {
  for (const auto& [pair, where] : std::vector<std::pair<std::string, std::string>>{
           {"from = \"+12025550100\"\nto = \"+12025550199\"", "canary.pair.0.to"},
           {"from = \"+12025550199\"\nto = \"+12025550100\"", "canary.pair.0.from"},
           {"from = \"+12025550100\"\nto = \"CLINIC\"", "canary.pair.0.to"},
           {"from = \"+12025550100\"\nto = \"+12025550100\"", "canary.pair.0.to"},
           {"to = \"+12025550100\"", "canary.pair.0.from"},
           {"from = \"+12025550100\"\nto = \"+12025550101\"\nvia = \"x\"", "canary.pair.0.via"}}) {
    auto in = source("[[canary.pair]]\n" + pair + "\n");
    read_canary(in, senders());
    ASSERT_FALSE(in.done()) << pair;
    EXPECT_NE(in.done().error().describe().find(where), std::string::npos) << in.done().error().describe();
  }
  auto late = source("[canary]\nevery_min = 1\ndeadline_s = 60\n");
  read_canary(late, senders());
  EXPECT_FALSE(late.done());
}

}  // namespace
}  // namespace tidings::app
