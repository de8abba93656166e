// The canary: when one leaves, what must come back, and what is said when it does not.
#include "flow/watch/canary.h"

#include "flow/watch/watch_test_world.h"

namespace tidings::watch {
namespace {

using store::canaries::Verdict;

constexpr const char* kBack = "+12025550101";

class CanaryTest : public WatchTest {
 protected:
  void SetUp() override {
    WatchTest::SetUp();
    write([&](Session& s) {
      store::workspaces::put_sender(s, {.workspace = workspace_, .address = kBack, .carrier = "tw"});
    });
    start({.pairs = {{kOurs, kBack}}});
  }
  void start(CanaryOptions options) {
    canary_ = std::make_unique<Canary>(env_, *db_, std::move(options), [this] { ++hurried_; });
  }
  void look() {
    const auto wait = canary_->tick();
    ASSERT_TRUE(wait) << wait.error().describe();
  }
  std::vector<store::canaries::Canary> all() {
    return read([](Session& s) { return store::canaries::page(s, CanaryId{1'000'000}, 100); });
  }
  store::canaries::Canary last() {
    const auto found = all();
    EXPECT_FALSE(found.empty());
    return found.empty() ? store::canaries::Canary{} : found.front();
  }
  // Dispatch hands it over; the gate is not asked here.
  void hand_over() {
    write([&](Session& s) {
      store::Ledger ledger(s, clock_.now());
      auto rows = ledger.claim({}, MessageKind::check, 1, 7, clock_.now() + 60'000);
      ASSERT_EQ(rows.size(), 1U);
      EXPECT_EQ(rows[0].phone, kBack);
      EXPECT_EQ(rows[0].sender, sender_);
      EXPECT_EQ(rows[0].purpose, Purpose::informational);
      EXPECT_EQ(rows[0].not_after, rows[0].created_at + limits::kCanaryWaitMs);
      text_ = rows[0].body;
      ASSERT_TRUE(ledger.hand(rows[0], {.sender = sender_, .sent_to = kBack, .carrier = "tw", .body = rows[0].body}));
      ASSERT_TRUE(ledger.accept(rows[0], MessageState::accepted, "SMcanary"));
      ledger.close();
    });
  }
  void receipt() {
    write([&](Session& s) {
      store::events::add_receipt(s, {.message = last().message,
                                     .carrier = "tw",
                                     .provider_id = "SMcanary",
                                     .provider_status = "sent",
                                     .state = DeliveryState::sent,
                                     .at = clock_.now()});
    });
  }
  carrier::WebhookEvent coming_in() {
    carrier::WebhookEvent event;
    event.type = carrier::EventType::inbound_message;
    event.provider_id = "INcanary", event.from = kOurs, event.to = kBack, event.text = text_;
    return event;
  }
  bool take(const carrier::WebhookEvent& event) {
    bool taken = false;
    write([&](Session& s) { taken = canary_->take(s, event, clock_.now()); });
    return taken;
  }

  std::unique_ptr<Canary> canary_;
  std::string text_;
  int hurried_ = 0;
};

TEST_F(CanaryTest, OneThatComesBackInTimeIsGood) {
  look();
  EXPECT_EQ(hurried_, 1);
  EXPECT_EQ(last().verdict, Verdict::running);
  hand_over();
  clock_.advance(3 * kSecondMs);
  receipt();
  EXPECT_TRUE(take(coming_in()));
  look();
  const auto canary = last();
  EXPECT_EQ(canary.verdict, Verdict::good);
  EXPECT_EQ(canary.inbound_at - canary.handed_at, 3 * kSecondMs);
  EXPECT_EQ(canary.receipt_at, canary.inbound_at);
  EXPECT_TRUE(incidents().empty());
}

TEST_F(CanaryTest, TheCounterOfMissesIsThereBeforeTheFirstMiss) {
  look();
  const auto told = metrics_.expose();
  for (const char* verdict : {"good", "missed", "not_sent"}) {
    const auto at = told.find(fmt::format("verdict=\"{}\"}} 0\n", verdict));
    EXPECT_NE(at, std::string::npos) << verdict << "\n" << told;
  }
}

TEST_F(CanaryTest, OneAnHour) {
  look();
  clock_.advance(kHourMs - 1);
  look();
  EXPECT_EQ(all().size(), 1u);
  clock_.advance(1);
  look();
  EXPECT_EQ(all().size(), 2u);
  clock_.jump_to(kNow - kDayMs);
  look();
  EXPECT_EQ(all().size(), 3u) << "a clock that went back does not silence it";
}

TEST_F(CanaryTest, OneThatDoesNotComeBackIsAnIncidentUntilTheNextGoodOne) {
  look();
  hand_over();
  receipt();
  clock_.advance(120 * kSecondMs);
  look();
  EXPECT_EQ(last().verdict, Verdict::running);
  clock_.advance(1);
  look();
  EXPECT_EQ(last().verdict, Verdict::missed);
  EXPECT_EQ(last().problem, "the message did not come in");
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].key, fmt::format("canary:{}:{}", kOurs, kBack));
  EXPECT_EQ(incidents()[0].severity, Severity::critical);
  EXPECT_TRUE(take(coming_in())) << "late, but it is a canary's all the same";
  look();
  EXPECT_EQ(last().verdict, Verdict::missed);

  clock_.advance(kHourMs);
  look();
  hand_over();
  receipt();
  take(coming_in());
  look();
  EXPECT_EQ(last().verdict, Verdict::good);
  EXPECT_TRUE(incidents().empty());
}

TEST_F(CanaryTest, SaysWhatDidNotComeBack) {
  look();
  hand_over();
  clock_.advance(121 * kSecondMs);
  look();
  EXPECT_EQ(last().problem, "neither the message nor a receipt came back");
  clock_.advance(kHourMs);
  look();
  hand_over();
  take(coming_in());
  clock_.advance(121 * kSecondMs);
  look();
  EXPECT_EQ(last().problem, "no receipt came");
  EXPECT_EQ(incidents().size(), 1u) << "the same trouble is one incident";
}

TEST_F(CanaryTest, OneThatIsLookedAtLateIsJudgedByWhenItCame) {
  look();
  hand_over();
  clock_.advance(5 * kSecondMs);
  receipt();
  take(coming_in());
  clock_.advance(20 * kMinuteMs);  // we were down
  look();
  EXPECT_EQ(last().verdict, Verdict::good);
}

TEST_F(CanaryTest, OneThatNeverLeftSaysWhy) {
  look();
  write([&](Session& s) {
    store::Ledger ledger(s, clock_.now());
    auto rows = ledger.claim({}, MessageKind::check, 1, 7, clock_.now() + 60'000);
    ASSERT_TRUE(ledger.block(rows[0], Reason::no_sender));
    ledger.close();
  });
  look();
  EXPECT_EQ(last().verdict, Verdict::not_sent);
  EXPECT_NE(last().problem.find("blocked"), std::string::npos);
  EXPECT_EQ(incidents().size(), 1u);
  clock_.advance(kHourMs);
  look();
  clock_.advance(limits::kCanaryWaitMs + 1);
  look();
  EXPECT_EQ(last().verdict, Verdict::not_sent);
  EXPECT_NE(last().problem.find("still waits"), std::string::npos);
}

TEST_F(CanaryTest, NobodyElsesMessageIsTaken) {
  look();
  hand_over();
  auto other = coming_in();
  other.text = "hello";
  EXPECT_FALSE(take(other));
  other.text = "Tidings check 0123456789abcdef";
  EXPECT_FALSE(take(other)) << "nobody sent that";
  other = coming_in();
  other.to = kOurs;
  EXPECT_FALSE(take(other));
  other = coming_in();
  other.type = carrier::EventType::delivery_status;
  EXPECT_FALSE(take(other));
}

TEST_F(CanaryTest, WhatTheCarriersListToldDidNotComeBack) {
  look();
  hand_over();
  receipt();
  auto found = coming_in();
  found.found = true;
  found.received_at = clock_.now();
  EXPECT_TRUE(take(found)) << "it goes no further";
  look();
  EXPECT_EQ(last().verdict, Verdict::running);
  EXPECT_EQ(last().inbound_at.ms, 0);
}

TEST_F(CanaryTest, ReconciliationKnowsOneThatCameBack) {
  look();
  hand_over();
  take(coming_in());
  auto listed = inbound("INcanary", clock_.now(), text_);
  listed.from = kOurs, listed.to = kBack;
  list({listed});
  clock_.advance(kHourMs);
  const auto run = ask_and_run();
  EXPECT_EQ(run.inbound, 1);
  EXPECT_EQ(run.inbound_missing + run.not_ours, 0);
}

TEST_F(CanaryTest, NoneGoesToANumberThatIsNotOurs) {
  start({.pairs = {{kOurs, kPhone}}});
  look();
  EXPECT_TRUE(all().empty());
  start({.pairs = {{kPhone, kBack}}});
  look();
  start({.pairs = {{kOurs, kOurs}}});
  look();
  EXPECT_TRUE(all().empty());
}

TEST_F(CanaryTest, ThereIsNoneUnderTestMode) {
  start({.pairs = {{kOurs, kBack}}, .test_mode = true});
  look();
  EXPECT_TRUE(all().empty());
}

TEST_F(CanaryTest, OptionsSayWhatIsWrong) {
  EXPECT_TRUE(CanaryOptions{}.validate());
  EXPECT_EQ((CanaryOptions{.every_ms = 1}.validate().error().where), "canary.every_min");
  EXPECT_EQ((CanaryOptions{.deadline_ms = 1}.validate().error().where), "canary.deadline_s");
  EXPECT_EQ((CanaryOptions{.deadline_ms = 2 * kHourMs}.validate().error().where), "canary.deadline_s");
}

}  // namespace
}  // namespace tidings::watch
