// One message of a carrier's list against what we have.
#include "carrier/found.h"
#include "flow/watch/watch_test_world.h"

namespace tidings::watch {
namespace {

using enum MessageState;

TEST_F(WatchTest, AppliesWhatNoWebhookTold) {
  const auto id = sent(accepted, kNow - kHourMs, "SM1");
  list({outbound("SM1", kNow - kHourMs), inbound("IN1", kNow - kHourMs, "STOP")});
  const auto run = ask_and_run();
  EXPECT_EQ(run.state, runs::State::done);
  EXPECT_EQ(run.outbound, 1);
  EXPECT_EQ(run.inbound, 1);
  EXPECT_EQ(run.receipts_missing, 1);
  EXPECT_EQ(run.inbound_missing, 1);
  EXPECT_EQ(state(id), delivered);
  ASSERT_EQ(given_.size(), 2u);
  const auto found = gaps(run.id);
  ASSERT_EQ(found.size(), 2u);
  for (const auto& gap : found) {
    EXPECT_EQ(gap.applied, "applied");
    const auto journal = read([&](Session& s) { return *store::events::by_id(s, gap.webhook); });
    EXPECT_EQ(journal.method, carrier::kFoundMethod);
    EXPECT_EQ(journal.state, store::events::kApplied);
    EXPECT_EQ(journal.url, fmt::format("reconciliation:{}", run.id.value));
    EXPECT_TRUE(carrier::read_found_json(journal.body));
    if (gap.direction == "in") {
      EXPECT_EQ(gap.missing, "inbound");
    } else {
      EXPECT_EQ(gap.missing, "receipt delivered");
      EXPECT_EQ(gap.message, id);
      EXPECT_EQ(gap.detail, "it was accepted here");
    }
  }
  EXPECT_EQ(given_[0].received_at, kNow - kHourMs) << "when it was, by the carrier";
}

TEST_F(WatchTest, ASecondRunChangesNothing) {
  sent(accepted, kNow - kHourMs, "SM1");
  list({outbound("SM1", kNow - kHourMs), inbound("IN1", kNow - kHourMs)});
  ask_and_run();
  const auto again = ask_and_run();
  EXPECT_EQ(again.outbound + again.inbound, 2);
  EXPECT_EQ(again.receipts_missing + again.inbound_missing, 0);
  EXPECT_TRUE(gaps(again.id).empty());
  EXPECT_EQ(given_.size(), 2u);
}

TEST_F(WatchTest, WhatWeKnowIsNoNews) {
  sent(delivered, kNow - kHourMs, "SM1");
  sent(delivered, kNow - kHourMs, "SM2");
  sent(MessageState::sent, kNow - kHourMs, "SM3");
  list({outbound("SM1", kNow - kHourMs), outbound("SM2", kNow - kHourMs, DeliveryState::sent),
        outbound("SM3", kNow - kHourMs, DeliveryState::queued)});
  const auto run = ask_and_run();
  EXPECT_EQ(run.outbound, 3);
  EXPECT_EQ(run.receipts_missing, 0);
  EXPECT_TRUE(given_.empty());
}

TEST_F(WatchTest, WhatMayStillComeByItselfIsLeft) {
  sent(accepted, kNow - kHourMs, "SM1");
  auto changed = outbound("SM1", kNow - kHourMs);
  changed.updated_at = kNow - kMinuteMs;
  list({changed, inbound("IN1", kNow - kMinuteMs)});
  const auto run = ask_and_run();
  EXPECT_EQ(run.receipts_missing + run.inbound_missing, 0);
  clock_.advance(5 * kMinuteMs);
  const auto later = ask_and_run();
  EXPECT_EQ(later.receipts_missing, 1);
  EXPECT_EQ(later.inbound_missing, 1);
}

TEST_F(WatchTest, AnOutcomeNobodyKnewIsSettledByNumberTextAndTime) {
  const auto id = sent(unknown, kNow - kHourMs, "", "your appointment");
  sent(unknown, kNow - kHourMs, "", "another text");
  list({outbound("SM9", kNow - kHourMs + 2000, DeliveryState::sent, "your appointment")});
  const auto run = ask_and_run();
  EXPECT_EQ(run.receipts_missing, 1);
  EXPECT_EQ(run.not_ours, 0);
  EXPECT_EQ(state(id), MessageState::sent);
  EXPECT_EQ(read([&](Session& s) { return store::ledger::by_id(s, id)->provider_id; }), "SM9");
}

TEST_F(WatchTest, NoneIsTakenForOneOfTwo) {
  sent(unknown, kNow - kHourMs, "", "the same");
  sent(unknown, kNow - kHourMs + 1000, "", "the same");
  sent(unknown, kNow - 9 * kHourMs, "", "long before");
  list({outbound("SM9", kNow - kHourMs + 2000, DeliveryState::sent, "the same"),
        outbound("SM8", kNow - kHourMs, DeliveryState::sent, "long before")});
  const auto run = ask_and_run();
  EXPECT_EQ(run.receipts_missing, 0);
  EXPECT_EQ(run.not_ours, 2);
  EXPECT_TRUE(given_.empty());
}

TEST_F(WatchTest, ANewerWordThanOptedOutStillSuppresses) {
  const auto id = sent(failed, kNow - kHourMs, "SM1");
  auto opted_out = outbound("SM1", kNow - kHourMs, DeliveryState::failed);
  opted_out.error_code = "21610", opted_out.error_class = ErrorClass::opted_out;
  write([&](Session& s) {
    store::events::add_receipt(s, {.message = id,
                                   .carrier = "tw",
                                   .provider_id = "SM1",
                                   .provider_status = "failed",
                                   .state = DeliveryState::failed,
                                   .error_code = "21610",
                                   .error_class = ErrorClass::opted_out,
                                   .at = kNow});
  });
  list({opted_out});
  EXPECT_EQ(ask_and_run().receipts_missing, 0) << "that was said";
  const auto other = sent(failed, kNow - kHourMs, "SM2");
  auto unsaid = opted_out;
  unsaid.provider_id = "SM2";
  failing_ = "SM2";  // the sink of this test cannot move what has ended
  list({unsaid});
  const auto run = ask_and_run();
  EXPECT_EQ(run.receipts_missing, 1);
  EXPECT_EQ(gaps(run.id).front().message, other);
}

TEST_F(WatchTest, SomebodyElsesMessagesAreCountedAndShown) {
  auto to_others = inbound("IN1", kNow - kHourMs, "STOP");
  to_others.to = "+12025559999";
  to_others.from = "+12025558888";
  auto from_a_pool =
      inbound("IN2", kNow - kHourMs, "STOP");  // a number of ours that we do not know, but we wrote to them
  from_a_pool.to = "+12025557777";
  sent(delivered, kNow - 2 * kHourMs, "SM1");
  list({outbound("SM7", kNow - kHourMs), to_others, from_a_pool});
  const auto run = ask_and_run();
  EXPECT_EQ(run.not_ours, 2);
  EXPECT_EQ(run.inbound_missing, 1);
  ASSERT_EQ(given_.size(), 1u);
  EXPECT_EQ(given_[0].provider_id, "IN2");
  EXPECT_EQ(ask_and_run().not_ours, 2) << "counted again";
  EXPECT_EQ(gaps(run.id).size(), 3u);
}

TEST_F(WatchTest, AnErasedPersonsTextDoesNotComeBack) {
  write([&](Session& s) {
    store::optouts::suppress(
        s, {.phone = kPhone, .source = std::string(store::optouts::kErased), .created_at = kNow - kMinuteMs});
  });
  list({inbound("IN1", kNow - kHourMs, "my name is")});
  const auto run = ask_and_run();
  EXPECT_EQ(run.inbound_missing + run.not_ours, 0);
  EXPECT_TRUE(given_.empty());
}

TEST_F(WatchTest, WhatCannotBeAppliedIsLeftToTheJournalAndNotFoundAgain) {
  failing_ = "IN1";
  list({inbound("IN1", kNow - kHourMs), inbound("IN2", kNow - kHourMs)});
  const auto run = ask_and_run();
  EXPECT_EQ(run.inbound_missing, 2);
  for (const auto& gap : gaps(run.id)) {
    const auto journal = read([&](Session& s) { return *store::events::by_id(s, gap.webhook); });
    EXPECT_EQ(gap.applied, gap.provider_id == "IN1" ? "pending" : "applied");
    EXPECT_EQ(journal.state, gap.applied);
    EXPECT_EQ(journal.problem.empty(), gap.provider_id != "IN1");
  }
  EXPECT_EQ(ask_and_run().inbound_missing, 0) << "it waits in the journal";
}

TEST_F(WatchTest, OneThatTakesTheTransactionAlongStopsNobody) {
  poison_ = "IN1";
  list({inbound("IN1", kNow - kHourMs), inbound("IN2", kNow - kHourMs)});
  const auto run = ask_and_run();
  EXPECT_EQ(run.state, runs::State::done);
  EXPECT_EQ(run.inbound_missing, 2);
  for (const auto& gap : gaps(run.id)) EXPECT_EQ(gap.applied, "pending") << "each alone, by the journal";
}

}  // namespace
}  // namespace tidings::watch
