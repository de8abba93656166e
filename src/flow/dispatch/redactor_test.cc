// Texts of erased people leave the carriers' logs too: asked for until it is done, and no longer than a week.
#include "flow/dispatch/redactor.h"

#include "flow/dispatch/dispatch_test_world.h"

namespace tidings::dispatch {
namespace {

const std::string kAnn = "+12025550123";

class RedactorTest : public DispatchTest {
 protected:
  void SetUp() override {
    DispatchTest::SetUp();
    begin();
  }
  void TearDown() override {
    redactor_.reset();
    DispatchTest::TearDown();
  }
  void begin() { redactor_ = std::make_unique<Redactor>(env_, *db_, carriers_, runner_); }
  // A message the carrier has, and its text is to go there.
  MessageId erased() {
    const auto id = single(kAnn);
    tick(3);
    runner_.answer("accepted SM" + std::to_string(id.value));
    tick();
    write([&](store::Session& s, store::Ledger&) { store::redactions::add_message(s, id.value, clock_.now()); });
    return id;
  }
  void tick_redactor(int times = 1) {
    for (int i = 0; i < times; ++i) {
      const auto done = redactor_->tick();
      ASSERT_TRUE(done) << done.error().describe();
      advance(1000);
    }
  }
  size_t left() {
    size_t n = 0;
    write([&](store::Session& s, store::Ledger&) {
      n = store::redactions::due(s, clock_.now() + 90 * kDayMs, 100).size();
    });
    return n;
  }
  static std::string redact(MessageId id) { return "http://carrier/redact?id=SM" + std::to_string(id.value); }
  std::unique_ptr<Redactor> redactor_;
};

TEST_F(RedactorTest, EachTextIsTakenOutOnce) {
  const auto one = erased(), two = erased();
  tick_redactor();
  ASSERT_EQ(runner_.held.size(), 2U);
  EXPECT_EQ(runner_.held[0].request.url, redact(one));
  EXPECT_EQ(runner_.held[1].request.url, redact(two));
  runner_.answer("canceled");
  runner_.answer("canceled");
  tick_redactor(5);
  EXPECT_TRUE(runner_.held.empty());
  EXPECT_EQ(left(), 0U);
}

TEST_F(RedactorTest, AtMostAFewAreAskedForAtOnce) {
  for (int i = 0; i < 6; ++i) erased();
  tick_redactor(3);
  EXPECT_EQ(runner_.held.size(), 4U);
  runner_.answer("canceled");
  tick_redactor(3);
  EXPECT_EQ(runner_.held.size(), 4U);
  while (!runner_.held.empty()) {
    runner_.answer("canceled");
    tick_redactor(3);
  }
  EXPECT_EQ(left(), 0U);
}

TEST_F(RedactorTest, WhatIsStillUnderWayIsAskedForAgainAndInTheEndGivenUp) {
  const auto id = erased();
  tick_redactor();
  runner_.answer("late");
  tick_redactor(20);
  EXPECT_TRUE(runner_.held.empty()) << "not at once";
  EXPECT_EQ(left(), 1U);
  advance(60'000);
  tick_redactor();
  ASSERT_EQ(runner_.held.size(), 1U);
  EXPECT_EQ(runner_.held[0].request.url, redact(id));
  runner_.answer("", Transport::maybe_sent);
  tick_redactor();
  int asked = 0;
  for (int hour = 0; hour < 24 * 8; ++hour) {
    advance(kHourMs);
    tick_redactor();
    while (!runner_.held.empty()) {
      ++asked;
      runner_.answer("late");
      tick_redactor();
    }
  }
  EXPECT_EQ(left(), 0U) << "a week is enough";
  EXPECT_LT(asked, 60) << "ever less often";
}

TEST_F(RedactorTest, ADeathAsksAgain) {
  erased();
  tick_redactor();
  ASSERT_EQ(runner_.held.size(), 1U);
  redactor_.reset();
  runner_.held.clear();
  begin();
  tick_redactor();
  ASSERT_EQ(runner_.held.size(), 1U);
  runner_.answer("canceled");
  tick_redactor(2);
  EXPECT_EQ(left(), 0U);
}

TEST_F(RedactorTest, ACarrierThatCannotIsNotAsked) {
  carrier_->cannot_redact = true;
  erased();
  tick_redactor(3);
  EXPECT_TRUE(runner_.held.empty());
  EXPECT_EQ(left(), 0U);
}

TEST_F(RedactorTest, NothingIsNotedForWhatNoCarrierHas) {
  const auto id = single(kAnn);
  write([&](store::Session& s, store::Ledger&) { store::redactions::add_message(s, id.value, clock_.now()); });
  EXPECT_EQ(left(), 0U);
}

}  // namespace
}  // namespace tidings::dispatch
