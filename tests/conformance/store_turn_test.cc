// Turns of nodes on one database (store/turn.h). An engine that keeps other processes out always says yes.
#include "store/turn.h"

#include "base/limits.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

class StoreTurn : public StorePlaceTest {
 protected:
  void SetUp() override {
    StorePlaceTest::SetUp();
    if (!db_->shared()) return;
    auto opened = place_->open(world_.env);
    ASSERT_TRUE(opened) << opened.error().describe();
    other_ = std::move(*opened);
  }
  void TearDown() override {
    other_.reset();
    StorePlaceTest::TearDown();
  }
  static bool kept(Turn& turn) {
    const auto kept = turn.keep();
    EXPECT_TRUE(kept);
    return kept.value_or(false);
  }
  // As time does it to a node that stands still.
  void lapse() {
    write([](Session& s) { s.script("UPDATE turn SET until_at = 0"); });
    world_.clock.advance(limits::kTurnMs);
  }
  // As the server does it when a process dies or its connection breaks: the session that the row names ends.
  void end_session() {
    int64_t key = 0;
    write([&](Session& s) {
      const auto rows = s.open_text("SELECT session FROM turn", nullptr, 0);
      ASSERT_TRUE(rows->next());
      key = rows->integer(0);
      ASSERT_NE(key, 0);
      ASSERT_TRUE(s.present(key));
      const Param number(key);
      s.open_text(
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' "
          "AND (classid::bigint << 32) + objid::bigint = ?1",
          &number, 1);
    });
    wait_until_gone(key);
  }
  void wait_until_gone(int64_t key) {
    for (bool there = true; there;) write([&](Session& s) { there = s.present(key); });
  }
  static Result<> put_in_turn(Database& database, const char* value) {
    return database.write([&](Session& s) -> Result<> {
      workspaces::put_setting(s, "who", value);
      return {};
    });
  }
  std::unique_ptr<Database> other_;
};

TEST_P(StoreTurn, AloneItIsAlwaysOurs) {
  if (db_->shared()) {
    Turn turn(world_.env, *db_, "stages");
    EXPECT_LE(turn.ends_ms(), world_.clock.monotonic_ms()) << "not before it was taken";
    return;
  }
  Turn turn(world_.env, *db_, "stages");
  TurnDatabase in_turns(*db_, turn);
  EXPECT_GT(turn.ends_ms(), world_.clock.monotonic_ms() + kDayMs);
  EXPECT_TRUE(put_in_turn(in_turns, "us"));
  EXPECT_TRUE(kept(turn));
  EXPECT_TRUE(turn.leave());
  EXPECT_TRUE(put_in_turn(in_turns, "us still"));
}

TEST_P(StoreTurn, OneNodeAtATimeAndTheOneThatLostItIsFencedOff) {
  if (!db_->shared()) {
    EXPECT_EQ(other_, nullptr);
    return;
  }
  Turn first(world_.env, *db_, "stages"), second(world_.env, *other_, "stages");
  TurnDatabase by_first(*db_, first), by_second(*other_, second);
  const int64_t begun_ms = world_.clock.monotonic_ms();
  EXPECT_TRUE(kept(first));
  EXPECT_EQ(first.ends_ms(), begun_ms + limits::kPresenceMs) << "it heard over its session just now";
  EXPECT_FALSE(kept(second));
  EXPECT_TRUE(put_in_turn(by_first, "first"));
  const auto refused = put_in_turn(by_second, "second");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_EQ(get("who"), "first");

  // Renewed as long as its holder asks for it.
  const auto number = first.number();
  for (int i = 0; i < 5; ++i) {
    world_.clock.advance(limits::kTurnMs / 2);
    EXPECT_TRUE(kept(first));
    EXPECT_FALSE(kept(second));
  }
  EXPECT_EQ(first.number(), number);
  EXPECT_LT(first.ends_ms(), world_.clock.monotonic_ms()) << "its session was not asked after";
  const int64_t renewed_ms = world_.clock.monotonic_ms();
  for (; world_.clock.monotonic_ms() < renewed_ms + limits::kTurnMs; world_.clock.advance(limits::kPresenceMs / 2)) {
    first.confirm();
    EXPECT_EQ(first.ends_ms(),
              std::min(renewed_ms + limits::kTurnMs, world_.clock.monotonic_ms() + limits::kPresenceMs));
  }
  EXPECT_TRUE(kept(first));

  lapse();
  EXPECT_LE(first.ends_ms(), world_.clock.monotonic_ms()) << "its own clock told it first";
  EXPECT_TRUE(kept(second));
  EXPECT_TRUE(put_in_turn(by_second, "second"));
  EXPECT_FALSE(put_in_turn(by_first, "first, late")) << "before it even knows";
  EXPECT_FALSE(kept(first));
  EXPECT_EQ(get("who"), "second");

  lapse();
  EXPECT_TRUE(kept(first));
  EXPECT_NE(first.number(), number) << "what it remembers is from another life";
  EXPECT_FALSE(kept(second));

  EXPECT_TRUE(first.leave());
  world_.clock.advance(limits::kTurnLookMs);
  EXPECT_TRUE(kept(second)) << "an orderly end leaves nobody waiting";
}

TEST_P(StoreTurn, AProcessTakesOverFromTheOneBeforeItOfItsNodeOnce) {
  if (!db_->shared()) {
    EXPECT_EQ(other_, nullptr);
    return;
  }
  Turn before(world_.env, *db_, "stages", "here"), after(world_.env, *other_, "stages", "here"),
      elsewhere(world_.env, *other_, "stages", "there");
  EXPECT_TRUE(kept(before));
  EXPECT_FALSE(kept(elsewhere));
  EXPECT_TRUE(kept(after)) << "the one before is dead: nobody waits for its turn to end";
  TurnDatabase by_before(*db_, before);
  EXPECT_FALSE(put_in_turn(by_before, "before"));
  world_.clock.advance(limits::kTurnMs);
  EXPECT_FALSE(kept(before)) << "it is not its own heir";
  EXPECT_TRUE(kept(after));
}

TEST_P(StoreTurn, OneWhoseSessionEndedIsNotWaitedForUntilItsLeaseEnds) {
  if (!db_->shared()) {
    EXPECT_EQ(db_->presence(7), nullptr);
    return;
  }
  Turn first(world_.env, *db_, "stages"), second(world_.env, *other_, "stages");
  TurnDatabase by_first(*db_, first), by_second(*other_, second);
  EXPECT_TRUE(kept(first));
  EXPECT_FALSE(kept(second));
  world_.clock.advance(limits::kTurnLookMs);
  first.confirm();
  end_session();
  EXPECT_FALSE(kept(second)) << "now it sees that the session is gone";
  while (world_.clock.monotonic_ms() < first.ends_ms()) {
    EXPECT_FALSE(kept(second)) << "the first may still hand over what it took";
    world_.clock.advance(limits::kTurnLookMs);
  }
  EXPECT_TRUE(kept(second));
  EXPECT_TRUE(put_in_turn(by_second, "second"));
  first.confirm();
  EXPECT_LE(first.ends_ms(), world_.clock.monotonic_ms()) << "another session is not the one its row named";
  EXPECT_FALSE(put_in_turn(by_first, "first, late"));
  EXPECT_FALSE(kept(first));
  EXPECT_LE(first.ends_ms(), world_.clock.monotonic_ms());
}

TEST_P(StoreTurn, OneWhoLostOnlyItsSessionKeepsTheTurnUnderAnother) {
  if (!db_->shared()) {
    EXPECT_EQ(other_, nullptr);
    return;
  }
  Turn first(world_.env, *db_, "stages"), second(world_.env, *other_, "stages");
  EXPECT_TRUE(kept(first));
  const auto number = first.number();
  for (int i = 0; i < 3; ++i) {
    end_session();
    world_.clock.advance(limits::kTurnLookMs);
    EXPECT_FALSE(kept(second));
    const int64_t ends_ms = first.ends_ms();
    world_.clock.advance(limits::kPresenceMs - 1);
    first.confirm();
    EXPECT_EQ(first.ends_ms(), ends_ms) << "others see the old one's end";
    EXPECT_TRUE(kept(first));
    EXPECT_EQ(first.ends_ms(), world_.clock.monotonic_ms() + limits::kPresenceMs);
    world_.clock.advance(limits::kTurnLookMs);
    EXPECT_FALSE(kept(second)) << "it looks at the new one";
    first.confirm();
  }
  EXPECT_EQ(first.number(), number);
}

TEST_P(StoreTurn, OneThatStandsStillKeepsItsLease) {
  if (!db_->shared()) {
    EXPECT_EQ(other_, nullptr);
    return;
  }
  Turn first(world_.env, *db_, "stages"), second(world_.env, *other_, "stages");
  EXPECT_TRUE(kept(first));
  for (int64_t ms = 0; ms < 3 * limits::kPresenceMs; ms += limits::kTurnLookMs) {
    EXPECT_FALSE(kept(second)) << "its session is there";
    world_.clock.advance(limits::kTurnLookMs);
  }
  EXPECT_LT(first.ends_ms(), world_.clock.monotonic_ms()) << "and it does nothing while it does not ask";
}

TEST_P(StoreTurn, AProcessThatDiedIsSeenToBeGone) {
  if (!db_->shared()) {
    EXPECT_EQ(other_, nullptr);
    return;
  }
  Turn second(world_.env, *other_, "stages");
  int64_t key = 0;
  {
    Turn first(world_.env, *db_, "stages");
    EXPECT_TRUE(kept(first));
    write([&](Session& s) {
      const auto rows = s.open_text("SELECT session FROM turn", nullptr, 0);
      ASSERT_TRUE(rows->next());
      key = rows->integer(0);
    });
    EXPECT_FALSE(kept(second));
  }
  wait_until_gone(key);
  world_.clock.advance(limits::kTurnLookMs);
  EXPECT_FALSE(kept(second));
  world_.clock.advance(limits::kPresenceMs);
  EXPECT_TRUE(kept(second));
}

TIDINGS_FOR_EVERY_ENGINE(StoreTurn);

}  // namespace
}  // namespace tidings::store
