// The planner over the real store: everybody once whatever dies in between, and campaigns moved by time.
#include "flow/campaign/planner.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "flow/campaign/campaign_test_world.h"

namespace tidings::flow::test {
namespace {

using S = CampaignStatus;
using M = MessageState;

std::multiset<int64_t> planned_contacts(World& w, CampaignId id) {
  std::multiset<int64_t> out;
  for (const auto& row : w.rows(id)) out.insert(row.contact.value);
  return out;
}

std::multiset<int64_t> members(World& w, const Campaign& c) {
  std::multiset<int64_t> out;
  w.read([&](store::Session& s) {
    for (const auto& contact : store::contacts::of_audience(s, c.workspace, c.audience, {}, 1'000'000)) {
      out.insert(contact.id.value);
    }
    return 0;
  });
  return out;
}

TEST(PlannerTest, PlansTheAudienceInChunks) {
  World w;
  w.list("all", 25);
  const auto c = w.running(R"(,"not_after":"2026-06-02T12:00:00Z","purpose":"informational")");
  EXPECT_EQ(w.planner->tick(), 10u);
  EXPECT_EQ(w.rows(c.id).size(), 10u);
  EXPECT_FALSE(w.campaign(c.id).planned);
  w.settle();
  const auto after = w.campaign(c.id);
  EXPECT_TRUE(after.planned);
  EXPECT_EQ(after.planned_count, 25);
  EXPECT_EQ(planned_contacts(w, c.id), members(w, c));
  for (const auto& row : w.rows(c.id)) {
    EXPECT_EQ(row.state, M::planned);
    EXPECT_EQ(row.kind, MessageKind::campaign);
    EXPECT_EQ(row.purpose, Purpose::informational);
    EXPECT_EQ(row.step, 0);
    EXPECT_EQ(row.not_before, w.clock.now());
    EXPECT_EQ(row.not_after.ms, 0) << "the campaign's latest time may still be edited";
    EXPECT_TRUE(row.body.empty()) << "rendered when it is handed over";
  }
  EXPECT_EQ(w.history(c.id).back().event, "planned");
  EXPECT_EQ(w.history(c.id).back().detail, "25 recipients");
  w.expect_counts_equal_rows(c.id);
}

TEST(PlannerTest, AnAudienceOfWholeChunksEndsToo) {
  World w;
  w.list("all", 20);
  const auto c = w.running();
  w.settle();
  EXPECT_TRUE(w.campaign(c.id).planned);
  EXPECT_EQ(w.rows(c.id).size(), 20u);
}

TEST(PlannerTest, PlansOnlyWhatIsActive) {
  World w;
  w.list("all", 25);
  const auto draft = w.create(R"({"name":"d","body":"b","audience":{"list":"all"}})");
  const auto c = w.running();
  w.planner->tick();
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::pause, "bob"));
  w.settle();
  EXPECT_EQ(w.rows(c.id).size(), 10u);
  EXPECT_TRUE(w.rows(draft->id).empty());
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::resume, "bob"));
  w.settle();
  EXPECT_EQ(planned_contacts(w, c.id), members(w, c));
}

// Between the planner's look and its write a person pauses, or starts what is scheduled.
TEST(PlannerTest, ActsOnWhatIsTrueWhenItWrites) {
  World w;
  w.list("all", 5);
  const auto c = w.running();
  w.database.before_write = [&] { ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::pause, "bob")); };
  EXPECT_EQ(w.planner->tick(), 0u);
  EXPECT_TRUE(w.rows(c.id).empty());
  const auto later =
      w.create(R"({"name":"c","body":"b","audience":{"list":"all"},"starts_at":"2026-06-01T13:00:00Z"})");
  w.clock.advance(kHourMs);
  w.database.before_write = [&] { ASSERT_TRUE(w.campaigns->act(later->id, CampaignAction::stop, "bob")); };
  EXPECT_EQ(w.planner->tick(), 0u);
  EXPECT_EQ(w.status(later->id), S::stopped);
}

TEST(PlannerTest, WhoJoinsAfterThePlanIsNotIncluded) {
  World w;
  w.list("all", 5);
  const auto c = w.running();
  w.settle();
  w.list("all", 5, 100);
  w.settle();
  EXPECT_EQ(w.rows(c.id).size(), 5u);
}

TEST(PlannerTest, ACursorMovedBackMakesNobodyTwice) {
  World w;
  w.list("all", 25);
  const auto c = w.running();
  w.settle();
  w.write([&](store::Session& s) { store::campaigns::plan_progress(s, c.id, 0, false, 0); });
  w.settle();
  EXPECT_EQ(planned_contacts(w, c.id), members(w, c));
  EXPECT_EQ(w.campaign(c.id).planned_count, 25);
  w.expect_counts_equal_rows(c.id);
}

// Killed at each statement of a chunk in turn: nothing of it is there, and the next process goes on as if nothing was.
TEST(PlannerTest, AKillWithinAChunkLeavesNothingHalf) {
  World w;
  w.list("all", 15);
  const auto c = w.running();
  int killed = 0;
  for (int64_t statement = 1; statement < 100; ++statement) {
    w.database.statements_left = statement;
    const size_t done = w.planner->tick();
    const bool died = w.database.statements_left == 0;
    w.database.statements_left = 0;
    if (!died) {
      EXPECT_EQ(done, 10u);
      break;
    }
    ++killed;
    EXPECT_EQ(done, 0u);
    w.open();
    EXPECT_TRUE(w.rows(c.id).empty()) << "killed at statement " << statement;
    EXPECT_EQ(w.campaign(c.id).plan_cursor, 0);
    EXPECT_EQ(w.in_state(c.id, M::planned), 0);
  }
  EXPECT_GT(killed, 10) << "the chunk has a statement for each of its ten rows";
  w.settle();
  EXPECT_EQ(planned_contacts(w, c.id), members(w, c));
  w.expect_counts_equal_rows(c.id);
}

// Any audience, interrupted anyhow: killed at random statements, restarted, paused and resumed, cursor set back.
RC_GTEST_PROP(PlannerProperty, EverybodyExactlyOnce, ()) {
  const size_t chunk = *rc::gen::inRange<size_t>(1, 12);
  World w({.chunk = chunk, .sweep = 7});
  const int people = *rc::gen::inRange(0, 60);
  w.list("all", people);
  w.list("others", *rc::gen::inRange(0, 10), 500);
  const bool by_filter = *rc::gen::arbitrary<bool>();
  const auto made = w.create(by_filter ? R"({"name":"c","body":"b","audience":{"region":"US"},"start":true})"
                                       : R"({"name":"c","body":"b","audience":{"list":"all"},"start":true})");
  RC_ASSERT(made.has_value());
  const auto id = made->id;
  for (const int what : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 60))) {
    if (what < 40) {
      w.database.statements_left = what + 1;
    } else if (what < 45) {
      w.open();
    } else if (what < 50) {
      (void)w.campaigns->act(id, CampaignAction::pause, "p");
    } else if (what < 55) {
      (void)w.campaigns->act(id, CampaignAction::resume, "p");
    } else if (w.status(id) == S::active) {
      const auto c = w.campaign(id);
      w.write([&](store::Session& s) { store::campaigns::plan_progress(s, id, c.plan_cursor / 2, false, 0); });
    }
    w.planner->tick();
    w.database.statements_left = 0;
  }
  (void)w.campaigns->act(id, CampaignAction::resume, "p");
  w.settle();
  RC_ASSERT(planned_contacts(w, id) == members(w, w.campaign(id)));
  RC_ASSERT(w.campaign(id).planned_count == static_cast<int64_t>(w.rows(id).size()));
  w.expect_counts_equal_rows(id);
}

TEST(PlannerTest, StartsWhatIsScheduledWhenItsTimeComes) {
  World w;
  w.list("all", 5);
  const auto c = w.create(
      R"({"name":"c","body":"b","audience":{"list":"all"},"starts_at":"2026-06-01T13:00:00Z","not_after":"2026-06-01T18:00:00Z"})");
  w.clock.advance(kHourMs - 1);
  EXPECT_EQ(w.planner->tick(), 0u);
  EXPECT_EQ(w.status(c->id), S::scheduled);
  w.clock.advance(1);
  w.settle();
  EXPECT_EQ(w.status(c->id), S::active);
  EXPECT_EQ(w.campaign(c->id).started_at, at("2026-06-01T13:00:00Z"));
  EXPECT_EQ(w.rows(c->id).size(), 5u);
  EXPECT_EQ(w.history(c->id)[1].actor, "system");
  EXPECT_EQ(w.history(c->id)[1].event, "started");
}

TEST(PlannerTest, StartsWhatItSleptThrough) {
  World w;
  w.list("all", 5);
  const auto c = w.create(
      R"({"name":"c","body":"b","audience":{"list":"all"},"starts_at":"2026-06-01T13:00:00Z","not_after":"2026-06-01T18:00:00Z"})");
  w.clock.advance(5 * kHourMs);
  w.open();
  w.settle();
  EXPECT_EQ(w.status(c->id), S::active);
  for (const auto& row : w.rows(c->id)) EXPECT_EQ(row.not_before, w.clock.now());
}

TEST(PlannerTest, ExpiresWhatItSleptThroughForTooLong) {
  World w;
  w.list("all", 5);
  const auto c = w.create(
      R"({"name":"c","body":"b","audience":{"list":"all"},"starts_at":"2026-06-01T13:00:00Z","not_after":"2026-06-01T18:00:00Z"})");
  w.clock.advance(6 * kHourMs);
  w.open();
  w.settle();
  EXPECT_EQ(w.status(c->id), S::expired);
  EXPECT_TRUE(w.rows(c->id).empty());
  EXPECT_EQ(w.campaign(c->id).ended_at, w.clock.now());
  EXPECT_EQ(w.history(c->id).back().event, "expired");
  EXPECT_NE(w.history(c->id).back().detail.find("nothing was sent"), std::string::npos);
}

TEST(PlannerTest, StartedEarlyByAPersonLeavesNow) {
  World w;
  w.list("all", 3);
  const auto c = w.create(R"({"name":"c","body":"b","audience":{"list":"all"},"starts_at":"2026-06-05T12:00:00Z"})");
  ASSERT_TRUE(w.campaigns->act(c->id, CampaignAction::start, "bob"));
  w.settle();
  for (const auto& row : w.rows(c->id)) EXPECT_EQ(row.not_before, w.clock.now());
}

TEST(PlannerTest, AClockSetBackSendsNothingBeforeTheStart) {
  World w;
  w.list("all", 3);
  const auto c = w.create(R"({"name":"c","body":"b","audience":{"list":"all"},"starts_at":"2026-06-01T13:00:00Z"})");
  w.write([&](store::Session& s) {
    store::campaigns::set_status(s, c->id, S::scheduled, S::active, at("2026-06-01T13:00:00Z"), {});
  });
  w.settle();
  for (const auto& row : w.rows(c->id)) EXPECT_EQ(row.not_before, c->starts_at);
}

TEST(PlannerTest, ExpiresMessagesAndTheCampaignAtItsLatestTime) {
  World w;
  w.list("all", 35);
  const auto c = w.running(R"(,"not_after":"2026-06-01T15:00:00Z")");
  w.settle();
  w.dispatch(c.id, 4, M::delivered);
  w.clock.advance(3 * kHourMs - 1);
  EXPECT_EQ(w.planner->tick(), 0u);
  w.clock.advance(1);
  EXPECT_EQ(w.planner->tick(), 1u) << "the campaign";
  EXPECT_EQ(w.planner->tick(), 10u) << "then its messages, a bounded batch at a time";
  EXPECT_EQ(w.status(c.id), S::expired);
  EXPECT_EQ(w.history(c.id).back().detail, "4 sent, 31 not in time");
  w.settle();
  EXPECT_EQ(w.in_state(c.id, M::expired), 31);
  EXPECT_EQ(w.in_state(c.id, M::delivered), 4);
  for (const auto& row : w.rows(c.id)) {
    if (row.state == M::expired) EXPECT_EQ(row.reason, Reason::not_after_passed);
  }
  w.expect_counts_equal_rows(c.id);
}

TEST(PlannerTest, APausedOneExpiresToo) {
  World w;
  w.list("all", 25);
  const auto c = w.running(R"(,"not_after":"2026-06-01T15:00:00Z")");
  w.planner->tick();
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::pause, "bob"));
  w.clock.advance(3 * kHourMs);
  w.settle();
  EXPECT_EQ(w.status(c.id), S::expired);
  EXPECT_EQ(w.in_state(c.id, M::expired), 10);
  EXPECT_EQ(w.history(c.id).back().detail, "0 sent, 10 not in time; the audience was not looked through to its end");
}

TEST(PlannerTest, SingleMessagesExpireWithTheRest) {
  World w;
  w.write([&](store::Session& s) {
    store::Ledger book(s, w.clock.now());
    book.plan({.workspace = w.workspace,
               .kind = MessageKind::single,
               .phone = "+12025550199",
               .body = "x",
               .not_before = w.clock.now(),
               .not_after = w.clock.now() + 1000});
    book.close();
  });
  w.clock.advance(1000);
  w.settle();
  const auto row = w.read([](store::Session& s) { return store::ledger::by_id(s, MessageId{1}); });
  EXPECT_EQ(row->state, M::expired);
}

TEST(PlannerTest, StoppedOnesAreSweptInBoundedChunks) {
  World w;
  w.list("all", 35);
  const auto c = w.running();
  w.settle();
  w.dispatch(c.id, 3, M::accepted);
  w.dispatch(c.id, 2, M::claimed);
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::stop, "bob"));
  EXPECT_EQ(w.planner->tick(), 10u);
  EXPECT_EQ(w.in_state(c.id, M::cancelled), 10);
  w.open();
  w.settle();
  EXPECT_EQ(w.in_state(c.id, M::planned), 0);
  EXPECT_EQ(w.in_state(c.id, M::cancelled), 30);
  EXPECT_EQ(w.in_state(c.id, M::claimed), 2) << "the gate decides about what is claimed";
  // a claimed one that is put back is swept as well
  w.write([&](store::Session& s) {
    store::Ledger book(s, w.clock.now());
    for (auto& row : store::ledger::lapsed(s, w.clock.now() + kHourMs, 1)) {
      ASSERT_TRUE(book.hold(row, Reason::outside_window, w.clock.now() + kHourMs));
    }
    book.close();
  });
  w.settle();
  EXPECT_EQ(w.in_state(c.id, M::cancelled), 31);
  for (const auto& row : w.rows(c.id)) {
    if (row.state == M::cancelled) EXPECT_EQ(row.reason, Reason::campaign_stopped);
  }
  EXPECT_EQ(w.status(c.id), S::stopped);
  w.expect_counts_equal_rows(c.id);
}

TEST(PlannerTest, AStopWhilePlanningPlansNoMore) {
  World w;
  w.list("all", 35);
  const auto c = w.running();
  w.planner->tick();
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::stop, "bob"));
  w.settle();
  EXPECT_EQ(w.rows(c.id).size(), 10u);
  EXPECT_EQ(w.in_state(c.id, M::cancelled), 10);
}

TEST(PlannerTest, CompletesWhenNothingIsUnderWay) {
  for (const auto last : {M::claimed, M::handed}) {
    World w;
    w.list("all", 3);
    const auto c = w.running();
    w.settle();
    w.dispatch(c.id, 2, M::accepted);
    w.dispatch(c.id, 1, last);
    w.settle();
    EXPECT_EQ(w.status(c.id), S::active) << "one is still " << to_string(last);
    w.write([&](store::Session& s) {
      store::Ledger book(s, w.clock.now());
      auto row = store::ledger::lapsed(s, w.clock.now() + kHourMs, 1).at(0);
      if (last == M::claimed) ASSERT_TRUE(book.block(row, Reason::suppressed));
      if (last == M::handed) ASSERT_TRUE(book.mark_unknown(row, Reason::outcome_unknown, w.clock.now(), "", ""));
      book.close();
    });
    w.settle();
    if (last == M::handed) {
      EXPECT_EQ(w.status(c.id), S::active) << "an unknown one may come back";
      w.write([&](store::Session& s) {
        store::Ledger book(s, w.clock.now());
        auto row = store::ledger::unknown_due(s, w.clock.now(), 1).at(0);
        ASSERT_TRUE(book.finish(row, M::unresolved, Reason::outcome_unknown));
        book.close();
      });
      w.settle();
    }
    EXPECT_EQ(w.status(c.id), S::completed);
    EXPECT_EQ(w.campaign(c.id).ended_at, w.clock.now());
    EXPECT_EQ(w.history(c.id).back().event, "completed");
    w.expect_counts_equal_rows(c.id);
  }
}

TEST(PlannerTest, AnEmptyAudienceCompletes) {
  World w;
  w.list("all", 0);
  const auto c = w.running();
  w.settle();
  EXPECT_EQ(w.status(c.id), S::completed);
}

TEST(PlannerTest, APausedOneDoesNotCompleteByItself) {
  World w;
  w.list("all", 2);
  const auto c = w.running();
  w.settle();
  w.dispatch(c.id, 2, M::handed);
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::pause, "bob"));
  w.write([&](store::Session& s) {
    store::Ledger book(s, w.clock.now());
    for (auto& row : store::ledger::lapsed(s, w.clock.now() + kHourMs, 9)) book.accept(row, M::accepted, "SM");
    book.close();
  });
  w.settle();
  EXPECT_EQ(w.status(c.id), S::paused);
  ASSERT_TRUE(w.campaigns->act(c.id, CampaignAction::resume, "bob"));
  w.settle();
  EXPECT_EQ(w.status(c.id), S::completed);
}

TEST(PlannerTest, ADatabaseThatRefusesIsTriedAgain) {
  World w;
  w.list("all", 3);
  const auto c = w.running();
  w.database.statements_left = 1;
  EXPECT_EQ(w.planner->tick(), 0u);
  w.settle();
  EXPECT_EQ(w.rows(c.id).size(), 3u);
}

TEST(PlannerTest, OneBigCampaignDoesNotHoldUpAnother) {
  World w;
  w.list("all", 100);
  const auto first = w.running();
  const auto second = w.running();
  w.planner->tick();
  EXPECT_EQ(w.rows(first.id).size(), 10u);
  EXPECT_EQ(w.rows(second.id).size(), 10u);
}

}  // namespace
}  // namespace tidings::flow::test
