// Runs: when they begin, how they go on, how they end.
#include "flow/watch/watch_test_world.h"

namespace tidings::watch {
namespace {

using Urls = std::vector<std::string>;

class ReconcilerTest : public WatchTest {
 protected:
  void ten_messages() {
    std::vector<FoundMessage> all;
    for (int i = 0; i < 10; ++i) all.push_back(inbound(fmt::format("IN{}", i), kNow - kHourMs - i * kMinuteMs));
    list(std::move(all));
    carrier_.page_size = 3;
  }
  // The newest of this kind.
  std::optional<runs::Run> newest(runs::Kind kind) {
    return read([&](Session& s) { return runs::newest(s, "tw", kind, Instant{INT64_MAX}); });
  }
};

TEST_F(ReconcilerTest, ReadsPagesNoFasterThanTheRate) {
  ten_messages();
  options_.requests_per_s = 0.5;
  make();
  const auto id = ask().id;
  tick();
  EXPECT_EQ(runner_.asked, (Urls{"list/0"}));
  ASSERT_TRUE(runner_.answer());
  tick();
  tick();
  EXPECT_EQ(runner_.asked.size(), 1u) << "two seconds are not over";
  EXPECT_EQ(show(id).pages, 1);
  EXPECT_GT(show(id).progress(), 0);
  EXPECT_LT(show(id).progress(), 1);
  clock_.advance(1999);
  tick();
  EXPECT_EQ(runner_.asked.size(), 1u);
  clock_.advance(1);
  tick();
  EXPECT_EQ(runner_.asked, (Urls{"list/0", "list/1"}));
  run();
  EXPECT_EQ(runner_.asked.size(), 4u);
  EXPECT_EQ(show(id).state, runs::State::done);
  EXPECT_EQ(show(id).inbound_missing, 10);
  EXPECT_EQ(show(id).progress(), 1);
}

TEST_F(ReconcilerTest, GoesOnWhereItWasAfterTheEndOfTheProcess) {
  ten_messages();
  const auto id = ask().id;
  tick();
  runner_.answer();
  tick();
  clock_.advance(kSecondMs);
  tick();
  runner_.answer();  // the second page came, and was not stored
  make();
  runner_.asked.clear();
  run();
  EXPECT_EQ(runner_.asked, (Urls{"list/1", "list/2", "list/3"}));
  EXPECT_EQ(show(id).inbound_missing, 10);
  EXPECT_EQ(given_.size(), 10u);
}

TEST_F(ReconcilerTest, EndsWhereTheWindowBegins) {
  list({inbound("IN1", kNow - kHourMs), inbound("IN2", kNow - 3 * kHourMs), inbound("IN3", kNow - 9 * kHourMs),
        inbound("IN4", kNow - 9 * kHourMs)});
  carrier_.page_size = 1;
  const auto id = ask({.carrier = "tw", .from = kNow - 2 * kHourMs, .by = "alice"}).id;
  run();
  EXPECT_EQ(runner_.asked, (Urls{"list/0", "list/1", "list/2"}));
  EXPECT_EQ(show(id).inbound, 1);
}

TEST_F(ReconcilerTest, TheLightOneComesOftenAndTheFullOneDaily) {
  options_.on = true;
  options_.full_hour = 3;
  make();
  tick();
  EXPECT_TRUE(runner_.asked.empty()) << "it began only now";
  clock_.advance(5 * kMinuteMs);
  run();
  const auto light = newest(runs::Kind::light);
  ASSERT_TRUE(light);
  EXPECT_EQ(light->until, light->created_at - options_.grace_ms);
  EXPECT_EQ(light->from, light->until - kHourMs);
  EXPECT_EQ(light->asked_by, "clock");
  EXPECT_FALSE(newest(runs::Kind::full));
  clock_.advance(*parse_utc("2026-11-21T03:00:01Z") - clock_.now());
  run();
  const auto full = newest(runs::Kind::full);
  ASSERT_TRUE(full);
  EXPECT_EQ(full->from, full->until - 2 * kDayMs);
  clock_.advance(kHourMs);
  run();
  EXPECT_EQ(newest(runs::Kind::full)->id, full->id);
  clock_.advance(kDayMs);
  make();  // it was down at that hour
  run();
  EXPECT_NE(newest(runs::Kind::full)->id, full->id);
}

TEST_F(ReconcilerTest, AfterAnOutageTheLightOneLooksFurtherBack) {
  options_.on = true;
  make();
  clock_.advance(5 * kMinuteMs);
  run();
  const auto before = *newest(runs::Kind::light);
  clock_.advance(7 * kHourMs);
  make();
  run();
  EXPECT_EQ(newest(runs::Kind::light)->from, before.until);
  EXPECT_EQ(newest(runs::Kind::light)->until, newest(runs::Kind::light)->created_at - options_.grace_ms);
}

TEST_F(ReconcilerTest, AfterOneThatFailedTheNextLightOneLooksAsFarAsTheFullOne) {
  options_.on = true;
  make();
  clock_.advance(5 * kMinuteMs);
  tick();
  ASSERT_TRUE(runner_.answer(401));
  tick();
  ASSERT_EQ(newest(runs::Kind::light)->state, runs::State::failed);
  clock_.advance(5 * kMinuteMs);
  run();
  const auto next = *newest(runs::Kind::light);
  EXPECT_EQ(next.state, runs::State::done);
  EXPECT_EQ(next.from, next.until - options_.full_window_ms);
}

TEST_F(ReconcilerTest, AClockThatWentBackStopsNothing) {
  options_.on = true;
  make();
  clock_.advance(10 * kDayMs);
  run();
  clock_.jump_to(kNow);
  make();
  clock_.advance(5 * kMinuteMs);
  runner_.asked.clear();
  run();
  EXPECT_FALSE(runner_.asked.empty());
}

TEST_F(ReconcilerTest, OneRunsAndOneWaits) {
  ten_messages();
  const auto first = ask().id;
  tick();
  const auto second = ask().id;
  write([&](Session& s) {
    const auto third = reconciler_->ask(s, {.by = "bob"}, clock_.now());
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, ErrorCode::conflict);
  });
  EXPECT_EQ(show(second).state, runs::State::waiting);
  run();
  run();
  EXPECT_EQ(show(first).state, runs::State::done);
  EXPECT_EQ(show(second).state, runs::State::done);
  EXPECT_EQ(show(second).inbound_missing, 0);
}

TEST_F(ReconcilerTest, SaysWhatCannotBeAsked) {
  const auto code = [&](const Asked& asked) {
    ErrorCode out{};
    write([&](Session& s) {
      const auto begun = reconciler_->ask(s, asked, clock_.now());
      ASSERT_FALSE(begun);
      out = begun.error().code;
    });
    return out;
  };
  EXPECT_EQ(code({.carrier = "nobody"}), ErrorCode::not_found);
  EXPECT_EQ(code({.from = kNow + 1}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.from = kNow - 500 * kDayMs}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.from = kNow - 5, .until = kNow - 6}), ErrorCode::invalid_argument);
  EXPECT_EQ(code({.until = kNow + 1}), ErrorCode::invalid_argument);
  carrier_.has_list = false;
  make();
  EXPECT_EQ(code({}), ErrorCode::not_yet);
  EXPECT_TRUE(reconciler_->carriers().empty());
}

TEST_F(ReconcilerTest, ACarrierThatDoesNotAnswerIsAskedAgainLater) {
  ten_messages();
  const auto id = ask().id;
  tick();
  for (const int status : {503, 0, 429}) {
    ASSERT_TRUE(runner_.answer(status));
    const auto asked = runner_.asked.size();
    tick();
    clock_.advance(kSecondMs);
    tick();
    EXPECT_EQ(runner_.asked.size(), asked) << "not at once";
    EXPECT_FALSE(show(id).problem.empty());
    while (runner_.held.empty()) {
      tick();
      clock_.advance(kSecondMs);
    }
  }
  run();
  EXPECT_EQ(show(id).state, runs::State::done);
  EXPECT_EQ(show(id).problem, "");
  EXPECT_EQ(show(id).inbound_missing, 10);
}

TEST_F(ReconcilerTest, WhoMayNotAskSaysSoAndIsRightAgainLater) {
  const auto id = ask().id;
  tick();
  runner_.answer(401);
  tick();
  EXPECT_EQ(show(id).state, runs::State::failed);
  EXPECT_EQ(show(id).problem, "who are you?");
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].key, "reconciliation.failed:tw");
  clock_.advance(kMinuteMs);
  ask_and_run();
  EXPECT_TRUE(incidents().empty());
}

TEST_F(ReconcilerTest, AListThatCannotBeReadEndsTheRun) {
  const auto id = ask().id;
  for (int i = 0; i < limits::kReconcileTries; ++i) {
    while (runner_.held.empty()) {
      tick();
      clock_.advance(kSecondMs);
    }
    runner_.answer(418);
    tick();
  }
  EXPECT_EQ(show(id).state, runs::State::failed);
}

TEST_F(ReconcilerTest, APlaceTheCarrierForgotIsBegunAnewOnce) {
  ten_messages();
  const auto id = ask().id;
  tick();
  runner_.answer();
  tick();
  clock_.advance(kSecondMs);
  tick();
  runner_.answer(404);
  run();
  EXPECT_EQ(runner_.asked, (Urls{"list/0", "list/1", "list/0", "list/1", "list/2", "list/3"}));
  EXPECT_EQ(show(id).state, runs::State::done);
  EXPECT_EQ(show(id).inbound, 10) << "counted anew";
  EXPECT_EQ(show(id).inbound_missing, 10);
  EXPECT_EQ(given_.size(), 10u);
}

// Found by review: the newest run stood in the future, so every look began another.
TEST_F(ReconcilerTest, AClockThatWasSetBackLeavesItItsPace) {
  options_.on = true;
  clock_.jump_to(kNow + 400 * kDayMs);
  make();
  for (int i = 0; i < 12; ++i) {
    clock_.advance(kMinuteMs);
    tick();
    while (runner_.answer()) tick();
  }
  ASSERT_FALSE(runner_.asked.empty());
  clock_.jump_to(kNow);
  runner_.asked.clear();
  for (int i = 0; i < 600; ++i) {
    clock_.advance(kSecondMs);
    tick();
    while (runner_.answer()) tick();
  }
  EXPECT_GE(runner_.asked.size(), 1U) << "it does not wait for the year it was";
  EXPECT_LE(runner_.asked.size(), 4U) << "two light ones, and the daily one";
}

TEST_F(ReconcilerTest, AProcessThatBeganByAClockThatRanAheadLooksToo) {
  options_.on = true;
  clock_.jump_to(kNow + 400 * kDayMs);
  make();
  clock_.jump_to(kNow);
  for (int i = 0; i < 8; ++i) {
    clock_.advance(kMinuteMs);
    tick();
    while (runner_.answer()) tick();
  }
  EXPECT_GE(runner_.asked.size(), 1U);
}

TEST_F(ReconcilerTest, TwoThatReadOnePageApplyItOnce) {
  ten_messages();
  const auto id = ask().id;
  tick();
  runner_.answer();
  HeldRunner others;
  Reconciler other(
      env_, *db_, others, {&carrier_},
      [this](Session& s, const carrier::WebhookEvent& event, std::string_view name) { return sink(s, event, name); },
      options_);
  ASSERT_TRUE(other.tick());
  ASSERT_TRUE(others.answer());
  ASSERT_TRUE(other.tick());
  EXPECT_EQ(show(id).pages, 1);
  tick();
  EXPECT_EQ(show(id).pages, 1) << "it was read by the other";
  EXPECT_EQ(given_.size(), 3u);
}

TEST_F(ReconcilerTest, MediaAreAskedForApartAndNotForLong) {
  auto with = inbound("MM1", kNow - kHourMs);
  with.media_apart = 2;
  auto without = inbound("MM2", kNow - 2 * kHourMs, "STOP");
  without.media_apart = 1;
  list({with, without});
  const auto id = ask().id;
  tick();
  runner_.answer();
  int failures = 0;
  for (int i = 0; i < 100 && show(id).state != runs::State::done; ++i) {
    tick();
    clock_.advance(kSecondMs);
    if (runner_.held.empty()) continue;
    const bool bad = runner_.held.front().first == "media/MM2";
    failures += bad ? 1 : 0;
    runner_.answer(bad ? 500 : 200);
  }
  EXPECT_EQ(failures, limits::kReconcileTries);
  ASSERT_EQ(given_.size(), 2u);
  EXPECT_EQ(given_[0].text, "STOP") << "what was written counts more than its pictures";
  EXPECT_TRUE(given_[0].media.empty());
  EXPECT_EQ(given_[1].media.size(), 1u);
  EXPECT_EQ(gaps(id)[0].detail, "its media could not be asked for");
  // What is here already needs no pictures again.
  runner_.asked.clear();
  ask_and_run();
  EXPECT_EQ(runner_.asked, (Urls{"list/0"}));
}

TEST_F(ReconcilerTest, AGapAboveTheShareIsAnIncidentAndAFewAreNone) {
  list({inbound("IN1", kNow - kHourMs), inbound("IN2", kNow - kHourMs)});
  ask_and_run();
  EXPECT_TRUE(incidents().empty()) << "two of two trip nothing";
  ten_messages();
  ask_and_run();
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].key, "reconciliation.gaps:tw");
  EXPECT_EQ(incidents()[0].severity, Severity::critical);
  clock_.advance(kMinuteMs);
  ask_and_run();
  EXPECT_TRUE(incidents().empty()) << "nothing was missing any more";
}

TEST_F(ReconcilerTest, QuietLightRunsAreForgottenAndGapsAreNot) {
  options_.on = true;
  make();
  list({inbound("IN1", kNow)});
  for (int i = 0; i < 400; ++i) {
    clock_.advance(5 * kMinuteMs);
    run();
  }
  const auto all = read([&](Session& s) { return runs::page(s, ReconciliationId{1'000'000}, 1000); });
  EXPECT_LT(all.size(), 300u);
  EXPECT_TRUE(std::ranges::any_of(all, [](const auto& run) { return run.inbound_missing == 1; }));
}

TEST_F(ReconcilerTest, OptionsSayWhatIsWrong) {
  const auto where = [](ReconcilerOptions options) {
    const auto good = options.validate();
    return good ? std::string() : good.error().where;
  };
  EXPECT_EQ(where({}), "");
  EXPECT_EQ(where({.light_every_ms = 1}), "reconciliation.every_min");
  EXPECT_EQ(where({.light_window_ms = 1}), "reconciliation.window_min");
  EXPECT_EQ(where({.full_hour = 24}), "reconciliation.full_hour");
  EXPECT_EQ(where({.full_window_ms = 500 * kDayMs}), "reconciliation.full_days");
  EXPECT_EQ(where({.grace_ms = -1}), "reconciliation.grace_s");
  EXPECT_EQ(where({.requests_per_s = 0}), "reconciliation.requests_per_s");
  EXPECT_EQ(where({.incident_share = 2}), "reconciliation.incident_share");
  EXPECT_EQ(where({.incident_least = 0}), "reconciliation.incident_least");
}

}  // namespace
}  // namespace tidings::watch
