// The planner's part in what changes while campaigns run: the queue of a pool, latest times, holds that have ended.
#include "flow/campaign/campaign_test_world.h"

namespace tidings::flow::test {
namespace {

using S = CampaignStatus;
using M = MessageState;

TEST(PlannerChanges, ScheduledOnesQueueForAPlaceInOrder) {
  World w;
  w.list("all", 5);
  std::vector<Campaign> running;
  for (int i = 0; i < 10; ++i) running.push_back(w.running());
  const auto later =
      w.create(R"({"name":"later","body":"b","audience":{"list":"all"},"starts_at":"2026-06-01T12:30:00Z"})");
  const auto sooner =
      w.create(R"({"name":"sooner","body":"b","audience":{"list":"all"},"starts_at":"2026-06-01T12:10:00Z"})");
  w.clock.advance(kHourMs);
  w.settle();
  w.settle();
  ASSERT_EQ(w.history(later->id).size(), 2u);
  EXPECT_EQ(w.history(later->id).back().event, "queued");
  EXPECT_EQ(w.history(later->id).back().detail,
            "scheduled for 2026-06-01T12:30:00Z; 10 of 10 sms campaigns are active, 1 wait before it");
  EXPECT_EQ(w.status(later->id), S::queued);
  EXPECT_EQ(w.campaigns->progress(later->id)->queue_place, 2);
  EXPECT_EQ(w.campaigns->pools()->at(0).queued, 2);
  ASSERT_TRUE(w.campaigns->act(running[3].id, CampaignAction::stop, "bob"));
  w.settle();
  EXPECT_EQ(w.status(sooner->id), S::active) << "it has waited longer";
  EXPECT_EQ(w.status(later->id), S::queued);
  EXPECT_EQ(w.campaigns->progress(later->id)->queue_place, 1);
  EXPECT_FALSE(w.campaigns->progress(sooner->id)->queue_place);
  ASSERT_TRUE(w.campaigns->act(running[4].id, CampaignAction::pause, "bob"));
  w.settle();
  EXPECT_EQ(w.status(later->id), S::active);
  ASSERT_EQ(w.campaigns->act(running[4].id, CampaignAction::resume, "bob")->status, S::queued);
  ASSERT_TRUE(w.campaigns->act(running[5].id, CampaignAction::stop, "bob"));
  w.settle();
  EXPECT_EQ(w.status(running[4].id), S::active);
  EXPECT_EQ(w.history(running[4].id).back().event, "resumed");
}

TEST(PlannerChanges, AQueuedOneThatCannotRunDoesNotKeepTheOthersWaitingAndExpiresInTime) {
  World w;
  w.list("all", 5);
  std::vector<Campaign> running;
  for (int i = 0; i < 10; ++i) running.push_back(w.running());
  const auto stuck =
      w.running(R"(,"not_after":"2026-06-01T13:00:00Z","senders":[)" + std::to_string(w.sender.value) + "]");
  const auto next = w.running();
  w.write([&](store::Session& s) {
    auto sender = *store::workspaces::sender_by_id(s, w.sender);
    sender.active = false;
    store::workspaces::put_sender(s, sender);
    store::workspaces::put_sender(s, {.workspace = w.workspace, .address = "+15005550009", .carrier = "sandbox"});
  });
  ASSERT_TRUE(w.campaigns->act(running[0].id, CampaignAction::stop, "bob"));
  w.settle();
  EXPECT_EQ(w.status(stuck.id), S::queued);
  EXPECT_EQ(w.status(next.id), S::active);
  w.clock.advance(kHourMs);
  w.settle();
  EXPECT_EQ(w.status(stuck.id), S::expired);
}

TEST(PlannerChanges, TheLatestTimeCanBeMovedWhileItRuns) {
  World w;
  w.list("all", 5);
  const auto c = w.running(R"(,"not_after":"2026-06-01T13:00:00Z")");
  w.settle();
  ASSERT_TRUE(w.campaigns->edit(c.id, World::body(R"({"not_after":"2026-06-01T15:00:00Z"})"), "bob"));
  w.clock.advance(2 * kHourMs);
  w.settle();
  EXPECT_EQ(w.status(c.id), S::active);
  w.clock.advance(kHourMs);
  w.settle();
  EXPECT_EQ(w.status(c.id), S::expired);
  EXPECT_EQ(w.in_state(c.id, M::expired), 5);
}

TEST(PlannerChanges, AMessageExpiresItsOwnTimeAfterItWasDue) {
  World w;
  w.list("all", 3);
  const auto c = w.running(R"(,"expire_after_s":600)");
  w.settle();
  for (const auto& row : w.rows(c.id)) EXPECT_EQ(row.not_after, w.clock.now() + 10 * kMinuteMs);
  w.clock.advance(10 * kMinuteMs);
  w.settle();
  EXPECT_EQ(w.in_state(c.id, M::expired), 3);
  EXPECT_EQ(w.status(c.id), S::expired);
}

TEST(PlannerChanges, WhatAPauseOrAWindowHoldsIsDueAgainAfterAResumeOrAnEdit) {
  World w;
  w.list("all", 6);
  const auto c = w.running();
  w.settle();
  const auto hold = [&](Reason reason) {
    w.write([&](store::Session& s) {
      store::Ledger book(s, w.clock.now());
      for (auto& row : book.claim(c.id, MessageKind::campaign, 2, 1, w.clock.now() + kMinuteMs)) {
        book.hold(row, reason, w.clock.now() + 12 * kHourMs);
      }
      book.close();
    });
  };
  const auto due = [&] {
    return std::ranges::count_if(w.rows(c.id), [&](const auto& r) { return r.not_before <= w.clock.now(); });
  };
  hold(Reason::campaign_paused);
  hold(Reason::outside_window);
  hold(Reason::frequency_cap);
  ASSERT_EQ(due(), 0);
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::pause, "bob"));
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::resume, "bob"));
  w.settle();
  EXPECT_EQ(due(), 4) << "another cap's hold stays";
  hold(Reason::outside_window);
  ASSERT_EQ(due(), 2);
  ASSERT_TRUE(w.campaigns->edit(c.id, World::body(R"({"window":{"allow":[{"start":"00:00","end":"24:00"}]}})"), "bob"));
  w.settle();
  EXPECT_EQ(due(), 4);
}

}  // namespace
}  // namespace tidings::flow::test
