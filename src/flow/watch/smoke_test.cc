// The nightly smoke message: when it leaves, what must come of it, and what is said when it does not.
#include "flow/watch/smoke.h"

#include "flow/watch/watch_test_world.h"
#include "store/ledger.h"

namespace tidings::watch {
namespace {

class SmokeTest : public WatchTest {
 protected:
  void SetUp() override {
    WatchTest::SetUp();
    start({.to = kPhone, .from = kOurs, .hour = 9});
  }
  void start(SmokeOptions options) {
    smoke_ = std::make_unique<Smoke>(env_, *db_, std::move(options), [this] { ++hurried_; });
  }
  void look() {
    const auto wait = smoke_->tick();
    ASSERT_TRUE(wait) << wait.error().describe();
  }
  std::vector<store::LedgerRow> rows() {
    return read([](Session& s) { return store::ledger::open_to_phone(s, kPhone); });
  }
  // Dispatch hands it over and the carrier takes it; the gate is not asked here.
  MessageId hand_over() {
    auto all = rows();
    EXPECT_EQ(all.size(), 1U);
    write([&](Session& s) {
      store::Ledger ledger(s, clock_.now());
      auto& row = all.at(0);
      ASSERT_TRUE(ledger.claim(row, 7, clock_.now() + 60'000));
      ASSERT_TRUE(ledger.hand(row, {.sender = sender_, .sent_to = kPhone, .carrier = "tw", .body = row.body}));
      ASSERT_TRUE(ledger.accept(row, MessageState::accepted, "SMsmoke"));
      ledger.close();
    });
    return all.at(0).id;
  }
  void word(MessageId id, MessageState state, const char* code = "") {
    write([&](Session& s) {
      store::Ledger ledger(s, clock_.now());
      auto row = *store::ledger::by_id(s, id);
      ASSERT_TRUE(ledger.carrier_word(row, state, "SMsmoke", code, ""));
      ledger.close();
    });
  }
  std::vector<store::incidents::Incident> open() {
    return read([](Session& s) { return store::incidents::in_force(s, {}, 100); });
  }
  std::unique_ptr<Smoke> smoke_;
  int hurried_ = 0;
};

TEST_F(SmokeTest, OneADayWhichIsDelivered) {
  look();
  ASSERT_EQ(rows().size(), 1U) << "at the start, when none was sent since nine";
  EXPECT_EQ(rows()[0].kind, MessageKind::single) << "the gate judges it as it does anybody's";
  EXPECT_EQ(rows()[0].created_by, "smoke");
  EXPECT_TRUE(rows()[0].contact);
  EXPECT_EQ(hurried_, 1);
  const auto id = hand_over();
  clock_.advance(5000);
  look();
  word(id, MessageState::delivered);
  look();
  EXPECT_TRUE(open().empty());
  for (int i = 0; i < 20; ++i) {
    clock_.advance(kHourMs);
    look();
  }
  EXPECT_TRUE(rows().empty()) << "not before nine on the next day";
  clock_.advance(kHourMs);
  look();
  EXPECT_EQ(rows().size(), 1U);
}

TEST_F(SmokeTest, WhatDoesNotArriveIsAnIncidentUntilOneDoes) {
  look();
  const auto first = hand_over();
  clock_.advance(10 * kMinuteMs + 1000);
  look();
  ASSERT_EQ(open().size(), 1U);
  EXPECT_EQ(open()[0].key, std::string("smoke:") + kPhone);
  EXPECT_NE(open()[0].text.find(fmt::format("tidings why {}", first.value)), std::string::npos);
  clock_.advance(kDayMs);
  look();
  const auto second = rows().back().id;
  EXPECT_NE(second, first);
  write([&](Session& s) {
    store::Ledger ledger(s, clock_.now());
    auto row = *store::ledger::by_id(s, second);
    ASSERT_TRUE(ledger.claim(row, 7, clock_.now() + 60'000));
    ASSERT_TRUE(ledger.hand(row, {.sender = sender_, .sent_to = kPhone, .carrier = "tw", .body = row.body}));
    ASSERT_TRUE(ledger.accept(row, MessageState::accepted, "SMsecond"));
    ASSERT_TRUE(ledger.carrier_word(row, MessageState::delivered, "SMsecond", "", ""));
    ledger.close();
  });
  look();
  EXPECT_TRUE(open().empty());
}

TEST_F(SmokeTest, ARefusalSaysTheCarriersCode) {
  look();
  const auto id = hand_over();
  word(id, MessageState::undelivered, "30007");
  look();
  ASSERT_EQ(open().size(), 1U);
  EXPECT_NE(open()[0].text.find("30007"), std::string::npos) << open()[0].text;
}

TEST_F(SmokeTest, ASecondProcessGoesOnWithTheSameOne) {
  look();
  const auto id = hand_over();
  start({.to = kPhone, .from = kOurs, .hour = 9});
  look();
  clock_.advance(5000);
  word(id, MessageState::delivered);
  look();
  EXPECT_TRUE(open().empty());
  EXPECT_TRUE(rows().empty()) << "not another one";
}

TEST_F(SmokeTest, WithoutASenderItSaysSoAndWithoutANumberThereIsNone) {
  start({.to = kPhone, .from = "+12025550999", .hour = 9});
  look();
  ASSERT_EQ(open().size(), 1U);
  EXPECT_NE(open()[0].text.find("no active sender"), std::string::npos);
  start({});
  look();
  EXPECT_TRUE(rows().empty());
}

TEST_F(SmokeTest, AClockThatWasSetBackDoesNotSilenceIt) {
  clock_.jump_to(kNow + 30 * kDayMs);
  look();
  const auto id = hand_over();
  word(id, MessageState::delivered);
  look();
  clock_.jump_to(kNow);
  look();
  EXPECT_EQ(rows().size(), 1U);
}

}  // namespace
}  // namespace tidings::watch
