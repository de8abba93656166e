#include "carrier/found.h"
#include "flow/intake/intake_test_world.h"

namespace tidings::intake {
namespace {

TEST_F(IntakeTest, OnlyWhatIsSignedAndReadIsAnEvent) {
  EXPECT_EQ(journal_.judge("fake", request("1")).kind, Kind::event);
  EXPECT_EQ(journal_.judge("fake", request("1")).event.provider_id, "1");
  EXPECT_EQ(journal_.judge("fake", request("1", "bad")).kind, Kind::forged);
  EXPECT_EQ(journal_.judge("fake", request("1", "")).kind, Kind::forged);
  EXPECT_EQ(journal_.judge("fake", request("1", "old")).kind, Kind::stale);
  EXPECT_EQ(journal_.judge("elsewhere", request("1")).kind, Kind::unknown_carrier);
  auto unreadable = request("1");
  unreadable.body = "?";
  const auto verdict = journal_.judge("fake", unreadable);
  EXPECT_EQ(verdict.kind, Kind::malformed);
  EXPECT_NE(verdict.problem.find("no id in it"), std::string::npos);
  unreadable.headers = {};
  EXPECT_EQ(journal_.judge("fake", unreadable).kind, Kind::forged) << "the signature is asked before anything is read";
}

TEST_F(IntakeTest, TheJournalKeepsTheRequestAsItCameButNoKeys) {
  const auto id = record(request("héllo & <>"), true);
  const auto back = request_of(row(id));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->method, "POST");
  EXPECT_EQ(back->url, "https://sms.example.org/webhooks/fake?m=1");
  EXPECT_EQ(back->body, "id=héllo & <>");
  EXPECT_EQ(back->headers.get("content-type"), "text/plain");
  EXPECT_EQ(back->headers.get("x-sign"), "good");
  EXPECT_EQ(row(id).headers.find("c2VjcmV0"), std::string::npos);
}

TEST_F(IntakeTest, AppliedRowsAreNotAppliedAgain) {
  record(request("1"), true);
  EXPECT_EQ(tick(), 0U);
  EXPECT_EQ(effect("1"), "none");
}

TEST_F(IntakeTest, WhatACrashLeftBetweenJournalAndEffectIsAppliedOnce) {
  const auto id = record(request("1"));
  open();  // the process died and came back
  EXPECT_EQ(tick(), 1U);
  EXPECT_EQ(tick(), 0U);
  EXPECT_EQ(effect("1"), "1");
  EXPECT_EQ(row(id).state, events::kApplied);
}

TEST_F(IntakeTest, APoisonedRowStopsNobodyAndLeavesNoHalfEffect) {
  throwing_ = "poison";
  failing_["bad"] = ErrorCode::internal;
  const auto poison = record(request("poison"));
  record(request("bad"));
  record(request("good"));
  EXPECT_EQ(tick(), 3U);
  EXPECT_EQ(effect("poison"), "none");
  EXPECT_EQ(effect("bad"), "none");
  EXPECT_EQ(effect("good"), "1");
  EXPECT_EQ(row(poison).state, events::kPending);
  EXPECT_FALSE(row(poison).problem.empty());
}

TEST_F(IntakeTest, BacksOffThenDiesThenIsReplayed) {
  failing_["1"] = ErrorCode::internal;
  const auto id = record(request("1"), false, "the first try failed");
  EXPECT_EQ(tick(), 0U) << "not before the first back-off";
  for (const int64_t delay : limits::kWebhookRetryDelaysMs) {
    EXPECT_EQ(row(id).state, events::kPending);
    clock_.advance(delay - 1);
    EXPECT_EQ(tick(), 0U);
    clock_.advance(1);
    EXPECT_EQ(tick(), 1U);
  }
  EXPECT_EQ(calls_, limits::kWebhookAttempts - 1) << "the first try was the caller's";
  EXPECT_EQ(row(id).state, events::kDead);
  EXPECT_NE(row(id).problem.find("does not work today"), std::string::npos);
  clock_.advance(kDayMs);
  EXPECT_EQ(tick(), 0U);

  failing_.clear();
  const auto replay = [&](WebhookEventId which) {
    return db_->write([&](Session& s) { return journal_.replay(s, which); });
  };
  ASSERT_TRUE(replay(id));
  EXPECT_EQ(replay(id).error().code, ErrorCode::conflict) << "pending already";
  EXPECT_EQ(replay({99}).error().code, ErrorCode::not_found);
  EXPECT_EQ(tick(), 1U);
  EXPECT_EQ(effect("1"), "1");
  EXPECT_EQ(row(id).problem, "");
}

TEST_F(IntakeTest, ReplayAllTakesTheDeadOnesOnly) {
  auto unreadable = request("x");
  unreadable.body = "?";
  WebhookEventId buried;
  ASSERT_TRUE(db_->write([&](Session& s) -> Result<> {
    buried = journal_.bury(s, unreadable, "fake", "cannot be read");
    journal_.record(s, request("done"), "fake", true, {});
    return {};
  }));
  EXPECT_EQ(row(buried).state, events::kDead);
  int64_t n = 0;
  ASSERT_TRUE(db_->write([&](Session& s) -> Result<> {
    n = journal_.replay_all(s);
    return {};
  }));
  EXPECT_EQ(n, 1);
  EXPECT_EQ(tick(), 1U);
  EXPECT_EQ(row(buried).state, events::kDead) << "unreadable is hopeless: no further tries";
  EXPECT_EQ(row(buried).attempts, 1);
}

TEST_F(IntakeTest, WhatACarriersListToldIsReadWithoutTheCarrier) {
  carrier::WebhookEvent told;
  told.type = carrier::EventType::inbound_message;
  told.provider_id = "7", told.from = "+12025550123", told.text = "STOP";
  told.received_at = kStart - kDayMs;
  told.found = true;
  WebhookEventId id;
  ASSERT_TRUE(db_->write([&](Session& s) -> Result<> {
    id = events::journal(s, {.carrier = "fake",
                             .received_at = clock_.now(),
                             .method = std::string(carrier::kFoundMethod),
                             .url = "reconciliation:1",
                             .headers = "[]",
                             .body = carrier::found_json(told),
                             .state = std::string(events::kPending),
                             .next_at = clock_.now()});
    return {};
  }));
  IntakeStage stage(env_, *db_, lookup_, [&](Session& s, const carrier::WebhookEvent& event, std::string_view) {
    EXPECT_EQ(event.received_at, told.received_at) << "by the carrier, not when we found it";
    EXPECT_TRUE(event.found);
    EXPECT_EQ(event.text, "STOP");
    return sink(s, event);
  });
  ASSERT_EQ(stage.tick().value_or(0), 1U);
  EXPECT_EQ(row(id).state, events::kApplied);
  EXPECT_EQ(effect("7"), "1");
}

TEST_F(IntakeTest, AFailingStoreCostsNoAttempt) {
  failing_["1"] = ErrorCode::storage_full;
  const auto id = record(request("1"));
  IntakeStage stage(env_, *db_, lookup_,
                    [this](Session& s, const carrier::WebhookEvent& e, std::string_view) { return sink(s, e); });
  const auto done = stage.tick();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::storage_full);
  EXPECT_EQ(row(id).attempts, 0);
  EXPECT_EQ(row(id).state, events::kPending);
}

TEST_F(IntakeTest, ACarrierTakenFromTheConfigurationEndsInTheDeadLetters) {
  const auto id = record(request("1"));
  lookup_ = [](std::string_view) { return nullptr; };
  for (int i = 0; i < limits::kWebhookAttempts; ++i) {
    EXPECT_EQ(tick(), 1U);
    clock_.advance(kMinuteMs);
  }
  EXPECT_EQ(row(id).state, events::kDead);
  EXPECT_EQ(calls_, 0);
}

TEST_F(IntakeTest, ABatchIsBounded) {
  ASSERT_TRUE(db_->write([&](Session& s) -> Result<> {
    for (size_t i = 0; i <= limits::kIntakeBatch; ++i) {
      journal_.record(s, request(std::to_string(i)), "fake", false, {});
    }
    return {};
  }));
  EXPECT_EQ(tick(), limits::kIntakeBatch);
  EXPECT_EQ(tick(), 1U);
}

}  // namespace
}  // namespace tidings::intake
