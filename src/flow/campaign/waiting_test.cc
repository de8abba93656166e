// What one that has not left waits for, as its campaign and its senders stand at the moment of asking.
#include "flow/campaign/waiting.h"

#include "flow/campaign/campaign_test_world.h"
#include "store/halts.h"
#include "store/incidents.h"

namespace tidings::flow::test {
namespace {

class WaitingTest : public testing::Test {
 protected:
  void SetUp() override { world_.list("all", 3); }
  std::optional<Waiting> waits(const store::LedgerRow& row) {
    return world_.read([&](store::Session& s) { return waits_for(s, row, world_.clock.now()); });
  }
  std::optional<Waiting> first_of(CampaignId id) { return waits(world_.rows(id).at(0)); }
  void put_sender(int cap, bool active) {
    world_.write([&](store::Session& s) {
      auto sender = *store::workspaces::sender_by_id(s, world_.sender);
      sender.daily_cap = cap;
      sender.active = active;
      store::workspaces::put_sender(s, sender);
    });
  }
  World world_;
};

TEST_F(WaitingTest, ForItsTurn) {
  const auto c = world_.running(R"(,"rate_per_s":7)");
  world_.settle();
  const auto told = first_of(c.id);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->code, "turn");
  EXPECT_NE(told->words.find("at most 7 a second"), std::string::npos);
  EXPECT_FALSE(told->until);
}

TEST_F(WaitingTest, ForItsSenderWhichIsStopped) {
  const auto c = world_.running();
  world_.settle();
  world_.write([&](store::Session& s) {
    store::incidents::open(s, "k", store::incidents::Severity::critical, "text", world_.clock.now());
    store::halts::put(s, {.key = "k", .since = world_.clock.now(), .problem = "no credit"});
  });
  const auto told = first_of(c.id);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->code, "sender_stopped");
  EXPECT_NE(told->words.find("no credit (incident k)"), std::string::npos) << told->words;
  EXPECT_FALSE(told->until);
  world_.write([&](store::Session& s) { store::incidents::resolve(s, "k", "paid", world_.clock.now()); });
  EXPECT_EQ(first_of(c.id)->code, "turn") << "a person has ended it";
}

TEST_F(WaitingTest, ForNothingWhenItHasLeft) {
  const auto c = world_.running();
  world_.settle();
  world_.dispatch(c.id, 3, MessageState::accepted);
  EXPECT_FALSE(first_of(c.id));
}

TEST_F(WaitingTest, ForItsCampaign) {
  const auto c = world_.running();
  world_.settle();
  ASSERT_TRUE(world_.campaigns->act(c.id, CampaignAction::pause, "ann"));
  const auto told = first_of(c.id);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->code, "campaign");
  EXPECT_EQ(told->words, "its campaign is paused");
}

TEST_F(WaitingTest, ForTheEndOfTheUndoWindow) {
  const auto c = world_.running(R"(,"undo_s":60)");
  world_.settle();
  const auto told = first_of(c.id);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->code, "undo_window");
  EXPECT_EQ(told->until, world_.clock.now() + kMinuteMs);
}

TEST_F(WaitingTest, ForAPlaceInItsSendersDay) {
  put_sender(2, true);
  const auto c = world_.running();
  world_.settle();
  EXPECT_EQ(first_of(c.id)->code, "turn");
  world_.write([&](store::Session& s) { store::ledger::use_sender(s, world_.sender, world_.clock.now(), 2); });
  const auto told = first_of(c.id);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->code, "day_used_up");
  EXPECT_EQ(told->words, "its senders have used up their day, 2 messages in 24 hours");
  EXPECT_EQ(told->until, at("2026-06-02T12:01:00Z")) << "the whole minute counts";
}

TEST_F(WaitingTest, ForASender) {
  const auto c = world_.running();
  world_.settle();
  put_sender(0, false);
  EXPECT_EQ(first_of(c.id)->code, "no_sender");
}

TEST_F(WaitingTest, ForWhatHoldsIt) {
  const auto c = world_.running();
  world_.settle();
  auto row = world_.rows(c.id).at(0);
  row.not_before = world_.clock.now() + kMinuteMs;
  EXPECT_EQ(waits(row)->code, "hour");
  row.reason = Reason::outside_window;
  const auto told = waits(row);
  EXPECT_EQ(told->code, "held");
  EXPECT_EQ(told->words, words(Reason::outside_window));
  EXPECT_EQ(told->until, row.not_before);
}

}  // namespace
}  // namespace tidings::flow::test
