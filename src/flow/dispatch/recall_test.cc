// A stopped campaign is asked back from its carrier: what was cancelled, what escaped.
#include "flow/dispatch/recall.h"

#include "flow/dispatch/dispatch_test_world.h"

namespace tidings::dispatch {
namespace {

class RecallTest : public DispatchTest {
 protected:
  void SetUp() override {
    DispatchTest::SetUp();
    begin();
  }
  void begin() { recall_ = std::make_unique<Recall>(env_, *db_, carriers_, runner_); }
  CampaignId sent(int n) {
    std::vector<std::string> phones;
    for (int i = 0; i < n; ++i) phones.push_back(fmt::format("+1202555{:04d}", 200 + i));
    const auto id = campaign(phones);
    for (int i = 0; i < 100 && answered_ < n; ++i) {
      tick();
      while (!runner_.held.empty()) runner_.answer(fmt::format("accepted SM{}", ++answered_));
    }
    tick();
    return id;
  }
  void stop(CampaignId id) {
    write([&](store::Session& s, store::Ledger&) {
      store::campaigns::set_status(s, id, CampaignStatus::active, CampaignStatus::stopped, {}, clock_.now());
      store::recalls::begin(s, id, clock_.now());
    });
  }
  // Ticks until it asks for nothing more; how many it asked.
  int ask_all(const std::function<std::string(int)>& word) {
    int n = 0;
    for (int i = 0; i < 300; ++i) {
      ASSERT_TRUE_OR(recall_->tick());
      while (!runner_.held.empty()) {
        EXPECT_EQ(runner_.held.front().request.method, "POST");
        EXPECT_TRUE(runner_.held.front().request.url.starts_with("http://carrier/cancel"));
        const auto said = word(n++);
        runner_.answer(said, said.empty() ? Transport::maybe_sent : Transport::answered);
      }
      advance(100);
    }
    return n;
  }
  static void ASSERT_TRUE_OR(const Result<size_t>& done) { EXPECT_TRUE(done) << done.error().describe(); }
  std::pair<store::RecallRow, store::RecallCounts> state(CampaignId id) {
    std::pair<store::RecallRow, store::RecallCounts> out;
    write(
        [&](store::Session& s, store::Ledger&) { out = {*store::recalls::of(s, id), store::recalls::counts(s, id)}; });
    return out;
  }
  std::unique_ptr<Recall> recall_;
  int answered_ = 0;
};

TEST_F(RecallTest, CancelsWhatTheCarrierStillHasAndCountsWhatEscaped) {
  const auto spring = sent(70);
  stop(spring);
  const int asked = ask_all([](int i) { return i % 7 == 0 ? "late" : "canceled"; });
  EXPECT_EQ(asked, 70);
  const auto [recall, counts] = state(spring);
  EXPECT_EQ(counts.cancelled, 60);
  EXPECT_EQ(counts.escaped, 10);
  EXPECT_NE(recall.ended_at.ms, 0);
  int cancelled = 0;
  for (const auto& row : rows(spring)) cancelled += row.state == MessageState::cancelled;
  EXPECT_EQ(cancelled, 60);
  expect_counts_hold(spring);
}

TEST_F(RecallTest, ACarrierThatGivesNothingBackIsNotAskedAndAllEscape) {
  carrier_->cannot_cancel = true;
  const auto spring = sent(3);
  stop(spring);
  EXPECT_EQ(ask_all([](int) { return "late"; }), 0);
  const auto [recall, counts] = state(spring);
  EXPECT_EQ(counts.escaped, 3);
  EXPECT_NE(recall.ended_at.ms, 0);
}

TEST_F(RecallTest, WhatWasUnderWayAtTheStopIsAskedForWhenItHasArrived) {
  std::vector<std::string> phones{"+12025550201", "+12025550202"};
  const auto spring = campaign(phones);
  tick(3);
  ASSERT_EQ(runner_.held.size(), 2U);
  auto first = std::move(runner_.held.front());
  runner_.held.pop_front();
  runner_.answer("accepted SM2");
  tick();
  stop(spring);
  EXPECT_EQ(ask_all([](int) { return "canceled"; }), 1);
  EXPECT_EQ(state(spring).first.ended_at.ms, 0) << "one is under way";
  first.done({Transport::answered, {.status = 200, .body = "accepted SM1"}, {}});
  tick();
  EXPECT_EQ(ask_all([](int) { return "canceled"; }), 1);
  EXPECT_EQ(state(spring).second.cancelled, 2);
  EXPECT_NE(state(spring).first.ended_at.ms, 0);
}

TEST_F(RecallTest, NoAnswerIsAskedAgainAndAtLastCountsAsEscaped) {
  const auto spring = sent(2);
  stop(spring);
  int silent = 0;
  ask_all([&](int i) -> std::string { return i < 3 ? (++silent, "") : "canceled"; });
  EXPECT_EQ(silent, 3);
  EXPECT_EQ(state(spring).second.cancelled, 2);
  EXPECT_EQ(state(spring).second.escaped, 0);
}

TEST_F(RecallTest, ACarrierThatNeverAnswersEndsItToo) {
  const auto spring = sent(1);
  stop(spring);
  EXPECT_EQ(ask_all([](int) { return ""; }), 5);
  EXPECT_EQ(state(spring).second.escaped, 1);
  EXPECT_NE(state(spring).first.ended_at.ms, 0);
}

TEST_F(RecallTest, ACrashAsksOneBatchAgainAndNoMore) {
  const auto spring = sent(70);
  stop(spring);
  ASSERT_TRUE(recall_->tick());
  ASSERT_EQ(runner_.held.size(), limits::kRecallBatch);
  recall_.reset();
  restart();
  begin();
  EXPECT_EQ(ask_all([](int) { return "canceled"; }), 70);
  EXPECT_EQ(state(spring).second.cancelled, 70);
}

TEST_F(RecallTest, WithoutAStopNothingIsAsked) {
  sent(3);
  EXPECT_EQ(ask_all([](int) { return "canceled"; }), 0);
}

}  // namespace
}  // namespace tidings::dispatch
