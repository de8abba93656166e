// Whose turn it is: by weight, from tick to tick, nobody behind a large one.
#include "flow/dispatch/fair_shares.h"

#include <gtest/gtest.h>

#include <map>

namespace tidings::dispatch {
namespace {

constexpr CampaignId kA{1}, kB{2}, kC{3};

// `n` messages leave, one a tick, all campaigns always having rows.
std::map<CampaignId, int> serve(FairShares& shares, const std::vector<Competitor>& all, int n, double cost = 1) {
  std::map<CampaignId, int> out;
  for (int i = 0; i < n; ++i) {
    shares.compete(all);
    shares.begin_round();
    for (const auto& one : all) shares.enter(one.id);
    const auto id = shares.next();
    ++out[id];
    shares.served(id, cost);
  }
  return out;
}

TEST(FairShares, OneMessageATickGoesRoundByWeight) {
  FairShares shares;
  const auto got = serve(shares, {{.id = kA}, {.id = kB}, {.id = kC, .weight = 2}}, 400);
  EXPECT_NEAR(got.at(kA), 100, 1);
  EXPECT_NEAR(got.at(kB), 100, 1);
  EXPECT_NEAR(got.at(kC), 200, 1);
}

TEST(FairShares, WhoJoinsLaterStandsLevelAndIsNotPaidForThePast) {
  FairShares shares;
  serve(shares, {{.id = kA}}, 10'000);
  const auto got = serve(shares, {{.id = kA}, {.id = kB}}, 100);
  EXPECT_NEAR(got.at(kA), 50, 1);
}

TEST(FairShares, WhoCouldNotSendCatchesUpALittleAndNoMore) {
  FairShares shares;
  serve(shares, {{.id = kA}, {.id = kB}}, 10);
  for (int i = 0; i < 10'000; ++i) {  // B is there and waits for its own limit
    shares.compete(std::vector<Competitor>{{.id = kA}, {.id = kB}});
    shares.begin_round();
    shares.enter(kA);
    shares.served(shares.next(), 1);
  }
  const auto got = serve(shares, {{.id = kA}, {.id = kB}}, 200);
  EXPECT_GT(got.at(kA), 80);
  EXPECT_GT(got.at(kB), got.at(kA));
}

TEST(FairShares, LongMessagesCostMore) {
  FairShares shares;
  std::map<CampaignId, int> got;
  const std::vector<Competitor> all{{.id = kA}, {.id = kB}};
  for (int i = 0; i < 400; ++i) {
    shares.compete(all);
    shares.begin_round();
    shares.enter(kA);
    shares.enter(kB);
    const auto id = shares.next();
    ++got[id];
    shares.served(id, id == kA ? 3 : 1);
  }
  EXPECT_NEAR(got[kB], 3 * got[kA], 4);
}

TEST(FairShares, ARoundEndsWhenNobodyHasRowsLeft) {
  FairShares shares;
  shares.compete(std::vector<Competitor>{{.id = kA}, {.id = kB}});
  shares.begin_round();
  EXPECT_FALSE(shares.next());
  shares.enter(kB);
  shares.enter(kA);
  EXPECT_EQ(shares.next(), kA);
  shares.leave(kA);
  EXPECT_EQ(shares.next(), kB);
  shares.leave(kB);
  EXPECT_FALSE(shares.next());
}

TEST(FairShares, TheBatchIsDividedByWeightAndNothingIsLeftLying) {
  FairShares shares;
  shares.compete(std::vector<Competitor>{
      {.id = kA, .wants = 10'000}, {.id = kB, .wants = 6}, {.id = kC, .weight = 3, .wants = 10'000}});
  shares.divide(256);
  EXPECT_EQ(shares.places(kB), 6U) << "a small one gets all it wants";
  EXPECT_NEAR(static_cast<double>(shares.places(kA)), 62, 1);
  EXPECT_NEAR(static_cast<double>(shares.places(kC)), 188, 1);
  shares.compete(std::vector<Competitor>{{.id = kA, .wants = 10'000}});
  shares.divide(256);
  EXPECT_EQ(shares.places(kA), 256U);
  EXPECT_EQ(shares.places(kB), 0U);
  std::vector<Competitor> many;
  for (int64_t i = 1; i <= 400; ++i) many.push_back({.id = CampaignId{i}, .wants = 100});
  shares.compete(many);
  shares.divide(256);
  for (int64_t i = 1; i <= 400; ++i) EXPECT_GE(shares.places(CampaignId{i}), 1U);
}

TEST(FairShares, ALatestTimeWeighsTheMoreTheNearerItIs) {
  const Instant now{1'000'000};
  Campaign c{.rate_per_s = 10, .weight = 2};
  EXPECT_EQ(effective_weight(c, 36'000, now), 2);
  c.not_after = now + kHourMs;  // 36,000 fit just so
  EXPECT_EQ(effective_weight(c, 36'000, now), 16);
  EXPECT_EQ(effective_weight(c, 72'000, now), 16) << "who is lost already does not crowd out the others";
  EXPECT_NEAR(effective_weight(c, 18'000, now), 9, 0.01);
  EXPECT_NEAR(effective_weight(c, 36, now), 2, 0.1);
  EXPECT_EQ(effective_weight(c, 0, now), 2);
}

}  // namespace
}  // namespace tidings::dispatch
