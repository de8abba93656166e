// The bound of the breakers, and what trips them.
#include "flow/watch/breakers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "flow/watch/breaker_bound.h"
#include "store/calls.h"
#include "store/campaigns.h"
#include "store/contacts.h"
#include "store/events.h"
#include "store/halts.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "store/receipts.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::watch {
namespace {

TEST(BreakerBound, IsTheLowerEndOfWilsonsInterval) {
  // Of the textbook's formula, by hand: 10 of 100 at 1.96 is 0.0552.
  EXPECT_NEAR(wilson_lower(10, 100, 1.96), 0.0552, 0.0001);
  EXPECT_NEAR(wilson_lower(0, 100, 3), 0, 1e-12);
  EXPECT_NEAR(wilson_lower(100, 100, 3), 100.0 / 109.0, 1e-9);
  EXPECT_EQ(wilson_lower(0, 0, 3), 0);
  struct Case {
    int64_t cases, of;
    double threshold;
    bool above;
  };
  for (const auto& [cases, of, threshold, above] : {Case{2, 5, 0.05, false},
                                                    {5, 5, 0.05, false},
                                                    {49, 49, 0.05, false},
                                                    {50, 50, 0.05, true},
                                                    {5, 50, 0.05, false},
                                                    {11, 100, 0.05, false},
                                                    {16, 100, 0.05, true},
                                                    {55, 1000, 0.05, false},
                                                    {80, 1000, 0.05, true},
                                                    {5100, 100'000, 0.05, false},
                                                    {5300, 100'000, 0.05, true},
                                                    {4, 1000, 0.0001, false}}) {
    EXPECT_EQ(surely_above(cases, of, threshold), above) << cases << " of " << of;
  }
}

RC_GTEST_PROP(BreakerBound, SmallNumbersNeverTrip, ()) {
  const auto of = *rc::gen::inRange<int64_t>(0, kBreakerLeastOf);
  const auto cases = *rc::gen::inRange<int64_t>(0, of + 1);
  RC_ASSERT(!surely_above(cases, of, 0.0));
  const auto many = *rc::gen::inRange<int64_t>(0, 1'000'000);
  RC_ASSERT(!surely_above(*rc::gen::inRange<int64_t>(0, kBreakerLeastCases), many, 0.0));
}

RC_GTEST_PROP(BreakerBound, WhatIsNotAboveInTheSampleIsNotSurelyAbove, ()) {
  const auto of = *rc::gen::inRange<int64_t>(1, 100'000);
  const auto cases = *rc::gen::inRange<int64_t>(0, of + 1);
  const double share = static_cast<double>(cases) / static_cast<double>(of);
  RC_ASSERT(!surely_above(cases, of, share));
  RC_ASSERT(wilson_lower(cases, of, 3) <= share);
}

TEST(BreakerBound, NothingOfManyIsExactlyNothing) {
  for (int64_t of = 1; of < 3'000; ++of) {
    ASSERT_EQ(wilson_lower(0, of, 3), 0) << of;
    ASSERT_LE(wilson_lower(of, of, 3), 1) << of;
  }
}

class BreakersTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-breakers-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
    auto opened = store::sqlite::open(env_, {.path = made + "/t.db", .inline_writes = true});
    ASSERT_TRUE(opened);
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
    write([&](store::Session& s, store::Ledger&) {
      workspace_ = store::workspaces::insert(s, {.name = "one"});
      sender_ = store::workspaces::put_sender(s, {.workspace = workspace_, .address = "+12025550100", .carrier = "tw"});
      campaign_ = store::campaigns::insert(
          s, {.workspace = workspace_, .name = "c", .status = CampaignStatus::active, .body = "x"}, clock_.now());
    });
    begin();
    tick();
  }
  void TearDown() override {
    breakers_.reset();
    db_.reset();
    std::filesystem::remove_all(folder_);
  }
  void begin() { breakers_ = std::make_unique<Breakers>(env_, *db_, incidents_, options_); }

  void write(const std::function<void(store::Session&, store::Ledger&)>& work) {
    const auto done = db_->write([&](store::Session& s) -> Result<> {
      store::Ledger ledger(s, clock_.now());
      work(s, ledger);
      ledger.close();
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }
  // n messages leave and are taken by the carrier.
  void send(int n) {
    for (int i = 0; i < n; ++i) {
      write([&](store::Session& s, store::Ledger& ledger) {
        const auto phone = fmt::format("+1202555{:04}", 1000 + sent_++);
        const auto contact =
            store::contacts::insert(s, {.workspace = workspace_, .phone = phone, .region = "US"}, clock_.now());
        const auto id = *ledger.plan({.workspace = workspace_,
                                      .campaign = campaign_,
                                      .contact = *contact,
                                      .kind = MessageKind::campaign,
                                      .phone = phone,
                                      .not_before = clock_.now(),
                                      .channel = channel_});
        auto row = *store::ledger::by_id(s, id);
        ASSERT_TRUE(ledger.claim(row, 1, clock_.now() + 60'000));
        store::Handing handing{&row,
                               {.sender = sender_,
                                .sent_to = phone,
                                .carrier = "tw",
                                .body = "x",
                                .segments = 1,
                                .lease_until = clock_.now() + 60'000,
                                .lease = 1}};
        std::vector<store::Handing> one{handing};
        ledger.hand_all(one);
        if (channel_ == Channel::call) store::calls::put(s, {.message = id, .campaign = campaign_});
        const auto provider = fmt::format("SM{}", id.value);
        std::vector<store::Acceptance> acceptances{{&row, provider}};
        ledger.accept_all(acceptances);
        messages_.push_back(id);
      });
    }
  }
  // The carrier's word about the next n.
  void receipts(int n, DeliveryState state, const std::string& code = {}, ErrorClass cls = ErrorClass::none,
                std::optional<store::events::CallHeard> call = std::nullopt) {
    write([&](store::Session& s, store::Ledger& ledger) {
      for (int i = 0; i < n; ++i) {
        const auto id = messages_.at(told_++);
        auto row = *store::ledger::by_id(s, id);
        store::events::Receipt receipt{.message = id,
                                       .carrier = "tw",
                                       .provider_id = fmt::format("SM{}", id.value),
                                       .state = state,
                                       .error_code = code,
                                       .error_class = cls,
                                       .at = clock_.now(),
                                       .call = call};
        receipt.applied = store::take_word(s, ledger, row, receipt, clock_.now());
        store::events::add_receipt(s, receipt);
      }
    });
  }
  void stops(int n) {
    write([&](store::Session& s, store::Ledger&) {
      for (int i = 0; i < n; ++i)
        store::inbox::insert(s, {.workspace = workspace_,
                                 .campaign = campaign_,
                                 .from = "+12025551000",
                                 .to = "+12025550100",
                                 .body = "STOP",
                                 .media = "[]",
                                 .cls = "stop",
                                 .carrier = "tw",
                                 .provider_id = fmt::format("in{}", stopped_++),
                                 .received_at = clock_.now()});
    });
  }
  void tick() { ASSERT_TRUE(breakers_->tick()); }
  CampaignStatus status() {
    CampaignStatus out{};
    write([&](store::Session& s, store::Ledger&) { out = store::campaigns::by_id(s, campaign_)->status; });
    return out;
  }
  std::vector<store::incidents::Incident> open() {
    std::vector<store::incidents::Incident> out;
    write([&](store::Session& s, store::Ledger&) { out = store::incidents::in_force(s, {}, 100); });
    return out;
  }

  ManualClock clock_{Instant{1'795'190'400'000}};
  Random random_{7};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  Incidents incidents_{env_};
  BreakerOptions options_;
  std::unique_ptr<Breakers> breakers_;
  WorkspaceId workspace_;
  SenderId sender_;
  CampaignId campaign_;
  Channel channel_ = Channel::text;
  std::vector<MessageId> messages_;
  size_t told_ = 0;
  int sent_ = 0, stopped_ = 0;
};

TEST_F(BreakersTest, OptOutsPauseItAndAPersonResumes) {
  send(100);
  receipts(100, DeliveryState::delivered);
  stops(11);
  tick();
  EXPECT_EQ(status(), CampaignStatus::active) << "11 of 100 may be chance at 5 %";
  begin();  // the next process has not forgotten
  stops(5);
  tick();
  EXPECT_EQ(status(), CampaignStatus::paused);
  ASSERT_EQ(open().size(), 1u);
  EXPECT_EQ(open()[0].key, fmt::format("breaker:campaign:{}", campaign_.value));
  EXPECT_NE(open()[0].text.find("16 of 100"), std::string::npos) << open()[0].text;
  write([&](store::Session& s, store::Ledger&) {
    const auto history = store::campaigns::events(s, campaign_);
    ASSERT_FALSE(history.empty());
    EXPECT_EQ(history.back().actor, "breaker");
    EXPECT_EQ(history.back().event, "paused");
    ASSERT_TRUE(store::campaigns::set_status(s, campaign_, CampaignStatus::paused, CampaignStatus::active, {}, {}));
  });
  tick();
  EXPECT_TRUE(open().empty());
  EXPECT_EQ(status(), CampaignStatus::active) << "what a person has seen is not held against it again";
}

TEST_F(BreakersTest, FilteredMessagesPauseItAndStopTheSender) {
  send(120);
  receipts(60, DeliveryState::delivered);
  receipts(3, DeliveryState::failed, "30007", ErrorClass::content);
  tick();
  EXPECT_TRUE(open().empty());
  receipts(20, DeliveryState::failed, "30007", ErrorClass::content);
  tick();
  EXPECT_EQ(status(), CampaignStatus::paused);
  EXPECT_EQ(open().size(), 2u);
  write([&](store::Session& s, store::Ledger&) {
    const auto halts = store::halts::all(s);
    ASSERT_EQ(halts.size(), 1u);
    EXPECT_EQ(halts[0].address, "+12025550100");
    EXPECT_EQ(halts[0].next_trial_at.ms, 0) << "a person ends it";
    EXPECT_TRUE(halts[0].open);
  });
}

TEST_F(BreakersTest, FailuresAndTheirDoubleWords) {
  send(100);
  receipts(40, DeliveryState::delivered);
  receipts(55, DeliveryState::failed, "30003", ErrorClass::transient);
  tick();
  EXPECT_EQ(status(), CampaignStatus::active) << "55 of 95 may be chance at a half";
  told_ -= 40;  // the carrier says the last 40 once more: no news
  receipts(40, DeliveryState::failed, "30003", ErrorClass::transient);
  tick();
  EXPECT_EQ(status(), CampaignStatus::active);
  send(60);
  receipts(60, DeliveryState::failed, "30003", ErrorClass::transient);
  tick();
  EXPECT_EQ(status(), CampaignStatus::paused);
}

TEST_F(BreakersTest, PeopleWhoAreBusyOrDoNotTakeACallTripNothing) {
  channel_ = Channel::call;
  send(200);
  receipts(120, DeliveryState::failed, {}, ErrorClass::none, store::events::CallHeard{CallOutcome::busy});
  receipts(80, DeliveryState::missed, {}, ErrorClass::none, store::events::CallHeard{CallOutcome::no_answer});
  tick();
  EXPECT_EQ(status(), CampaignStatus::active);
  EXPECT_TRUE(open().empty());
}

TEST_F(BreakersTest, SilenceOfReceipts) {
  send(60);
  for (int minute = 0; minute < 14; ++minute) {
    tick();
    clock_.advance(kMinuteMs);
  }
  EXPECT_EQ(status(), CampaignStatus::active);
  clock_.advance(3 * kMinuteMs);
  tick();
  EXPECT_EQ(status(), CampaignStatus::paused);
  ASSERT_EQ(open().size(), 1u);
  EXPECT_NE(open()[0].text.find("silence"), std::string::npos);
}

TEST_F(BreakersTest, OneWordEndsTheSilenceAndAFewMessagesAreNone) {
  send(60);
  tick();
  clock_.advance(10 * kMinuteMs);
  receipts(1, DeliveryState::sent);
  clock_.advance(8 * kMinuteMs);
  tick();
  EXPECT_EQ(status(), CampaignStatus::active);
}

TEST_F(BreakersTest, EachCanBeSwitchedOff) {
  options_ = {.opt_out_share = 0, .filtered_share = 0, .failed_share = 0, .silence_ms = 0};
  ASSERT_TRUE(options_.validate());
  begin();
  send(100);
  receipts(100, DeliveryState::failed, "30007", ErrorClass::content);
  stops(90);
  tick();
  clock_.advance(kHourMs);
  tick();
  EXPECT_EQ(status(), CampaignStatus::active);
  EXPECT_TRUE(open().empty());
}

}  // namespace
}  // namespace tidings::watch
