// Receipts that are answered before they are applied: none is lost, none harms another.
#include "flow/intake/receipt_queue.h"

#include "flow/intake/intake_test_world.h"

namespace tidings::intake {
namespace {

class ReceiptQueueTest : public IntakeTest {
 protected:
  // As the webhook door does it: journalled in one write, added after its commit.
  int64_t take(ReceiptQueue& queue, const std::vector<std::string>& ids) {
    std::vector<events::WebhookRow> rows;
    std::vector<ReceiptQueue::Receipt> receipts;
    for (const auto& id : ids) {
      rows.push_back(journal_.applied_row(request(id), "fake"));
      receipts.push_back({journal_.judge("fake", request(id)).event, "fake"});
    }
    std::vector<const events::WebhookRow*> all;
    for (const auto& row : rows) all.push_back(&row);
    int64_t batch = 0;
    EXPECT_TRUE(db_->write([&](Session& s) -> Result<> {
      batch = queue.journal(s, all);
      return {};
    }));
    queue.add(batch, std::move(receipts));
    return batch;
  }
  ReceiptQueue queue() {
    return {env_, *db_, [this](Session& s, std::span<const Arrived> all) -> Result<> {
              ++writes_;
              for (const auto& one : all) TRY(sink(s, *one.event));
              return {};
            }};
  }
  std::vector<int64_t> open_batches() {
    std::vector<int64_t> out;
    EXPECT_TRUE(db_->read([&](Session& s) -> Result<> {
      out = events::lapsed_batches(s, clock_.now() + 10 * limits::kReceiptLeaseMs, 100);
      return {};
    }));
    return out;
  }
  std::string state(int64_t id) { return row(WebhookEventId{id}).state; }

  int writes_ = 0;
};

TEST_F(ReceiptQueueTest, SeveralBatchesAreOneWrite) {
  auto receipts = queue();
  int woken = 0;
  std::vector<std::string> told;
  receipts.on_arrival([&] { ++woken; });
  receipts.on_applied([&](const carrier::WebhookEvent& event) { told.push_back(event.provider_id); });
  const auto first = take(receipts, {"1", "2"});
  const auto second = take(receipts, {"3"});
  EXPECT_EQ(woken, 1) << "once until it has found nothing again";
  EXPECT_EQ(open_batches(), (std::vector<int64_t>{first, second}));
  EXPECT_EQ(effect("1"), "none");
  EXPECT_EQ(receipts.tick(), 3U);
  EXPECT_EQ(writes_, 1);
  EXPECT_EQ(told, (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_TRUE(open_batches().empty());
  for (const char* id : {"1", "2", "3"}) EXPECT_EQ(effect(id), "1");
  EXPECT_EQ(receipts.tick(), 0U);
  take(receipts, {"4"});
  EXPECT_EQ(woken, 2);
}

TEST_F(ReceiptQueueTest, WhatADeadProcessAnsweredIsApplied) {
  int64_t batch = 0;
  {
    auto dying = queue();
    batch = take(dying, {"1", "2", "3"});
    take(dying, {"4"});
  }
  open();
  auto next = queue();
  ASSERT_TRUE(next.begin());
  EXPECT_TRUE(open_batches().empty());
  EXPECT_EQ(state(batch), events::kPending);
  EXPECT_EQ(tick(), 4U) << "the intake stage takes them up";
  for (const char* id : {"1", "2", "3", "4"}) EXPECT_EQ(effect(id), "1");
  EXPECT_EQ(state(batch), events::kApplied);
}

TEST_F(ReceiptQueueTest, OfAnotherProcessOnlyAfterItsTime) {
  auto other = queue();
  const auto batch = take(other, {"1"});
  auto mine = queue();
  EXPECT_EQ(mine.take_up_lapsed(), 0U);
  clock_.advance(limits::kReceiptLeaseMs);
  EXPECT_EQ(mine.take_up_lapsed(), 1U);
  EXPECT_EQ(state(batch), events::kPending);
  EXPECT_EQ(mine.take_up_lapsed(), 0U);
}

TEST_F(ReceiptQueueTest, APoisonedOneTakesNoOtherBatchWithIt) {
  auto receipts = queue();
  throwing_ = "poison";
  const auto good = take(receipts, {"1", "2"});
  const auto bad = take(receipts, {"3", "poison"});
  EXPECT_EQ(receipts.tick(), 4U);
  EXPECT_EQ(effect("1"), "1");
  EXPECT_EQ(effect("3"), "none");
  EXPECT_EQ(state(good), events::kApplied);
  EXPECT_EQ(state(bad), events::kPending);
  EXPECT_TRUE(open_batches().empty());
  EXPECT_EQ(tick(), 2U);
  EXPECT_EQ(effect("3"), "1");
  EXPECT_EQ(effect("poison"), "none");
}

TEST_F(ReceiptQueueTest, WhenTheStoreFailsTheyWait) {
  auto receipts = queue();
  failing_["1"] = ErrorCode::storage_full;
  take(receipts, {"1", "2"});
  ASSERT_FALSE(receipts.tick());
  EXPECT_EQ(open_batches().size(), 1U);
  take(receipts, {"3"});
  failing_.clear();
  EXPECT_EQ(receipts.tick(), 3U);
  for (const char* id : {"1", "2", "3"}) EXPECT_EQ(effect(id), "1");
}

TEST_F(ReceiptQueueTest, TooManyAreNotTakenIn) {
  auto receipts = queue();
  EXPECT_TRUE(receipts.has_room());
  receipts.add(1, std::vector<ReceiptQueue::Receipt>(limits::kReceiptsWaiting));
  EXPECT_FALSE(receipts.has_room());
}

}  // namespace
}  // namespace tidings::intake
