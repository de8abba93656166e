// The journal of webhooks grows old: parts by month where the engine has them, rows one by one where not. On both,
// nothing is ever refused, and what waits stays however old it is.
#include "store/halts.h"
#include "store/history.h"
#include "store/incidents.h"

#include "base/limits.h"
#include "flow/intake/history_stage.h"
#include "store/copy.h"
#include "store/events.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

constexpr std::string_view kUntilDone = "the stage comes to rest";

class StoreHistory : public StorePlaceTest {
 protected:
  WebhookEventId journal(Instant at, std::string_view state = events::kApplied) {
    WebhookEventId id;
    write([&](Session& s) {
      id = events::journal(s, {.carrier = "x", .received_at = at, .method = "POST", .state = std::string(state)});
    });
    return id;
  }
  bool there(WebhookEventId id) {
    return read([&](Session& s) { return events::by_id(s, id).has_value(); });
  }
  int64_t count(const std::string& sql) {
    return read([&](Session& s) {
      auto rows = s.open_text(sql, nullptr, 0);
      return rows->next() ? rows->integer(0) : -1;
    });
  }
  bool in_months() {
    bool out = false;
    write([&](Session& s) { out = history::make_months(s, world_.clock.now()).has_value(); });
    return out;
  }
  // A whole round of the daily work.
  void round(intake::Retention retention = {}) {
    intake::HistoryStage stage(world_.env, *db_, retention);
    for (int i = 0; i < 1000; ++i) {
      const auto wait = stage.tick();
      if (wait == limits::kHistoryMs) return;
      ASSERT_NE(wait, limits::kHistoryAgainMs) << "put off";
    }
    FAIL() << kUntilDone;
  }
  // The part each row stands in; only where there are parts.
  std::string part_of(WebhookEventId id) {
    return read([&](Session& s) {
      const Param params[] = {Param(id)};
      auto rows = s.open_text("SELECT tableoid::regclass::text FROM webhook_event WHERE id = ?1", params, 1);
      return rows->next() ? rows->string(0) : std::string("none");
    });
  }
};
TIDINGS_FOR_EVERY_ENGINE(StoreHistory);

TEST(HistoryMonths, BeginAtTheirFirstMoment) {
  const auto at = [](std::string_view text) { return *parse_utc(text); };
  EXPECT_EQ(history::month_of(at("2026-11-21T09:00Z")), at("2026-11-01T00:00Z"));
  EXPECT_EQ(history::month_of(at("2026-11-01T00:00Z")), at("2026-11-01T00:00Z"));
  EXPECT_EQ(history::months_later(at("2026-11-30T23:59Z"), 2), at("2027-01-01T00:00Z"));
  EXPECT_EQ(history::months_later(at("2026-01-31T00:00Z"), -1), at("2025-12-01T00:00Z"));
}

// Found by review: a clock that ran a year ahead deleted the journal of the day.
TEST_P(StoreHistory, NothingIsOldByAClockThatIsDoubted) {
  const auto old = journal(world_.clock.now() - 200 * kDayMs);
  journal(world_.clock.now());
  write([&](Session& s) {
    incidents::open(s, halts::kClock, incidents::Severity::critical, "it jumped", world_.clock.now());
    halts::put(s, {.key = std::string(halts::kClock), .since = world_.clock.now(), .problem = "it jumped"});
  });
  intake::HistoryStage stage(world_.env, *db_, {});
  EXPECT_EQ(stage.tick(), limits::kHistoryAgainMs);
  EXPECT_TRUE(there(old));
  write([&](Session& s) { incidents::resolve(s, halts::kClock, "it is right", world_.clock.now()); });
  round();
  EXPECT_FALSE(there(old));
}

TEST_P(StoreHistory, OldWebhooksGoAndTheOthersStay) {
  const Instant now = world_.clock.now();
  const auto old = journal(now - 200 * kDayMs), pending = journal(now - 200 * kDayMs, events::kPending),
             dead = journal(now - 200 * kDayMs, events::kDead), young = journal(now - 80 * kDayMs),
             newest = journal(now);
  round();
  EXPECT_FALSE(there(old));
  for (const auto id : {pending, dead, young, newest}) EXPECT_TRUE(there(id));
}

TEST_P(StoreHistory, OffKeepsEverything) {
  const Instant now = world_.clock.now();
  const auto old = journal(now - 4000 * kDayMs);
  journal(now);
  round({.webhooks_ms = 0, .parked_receipts_ms = 0});
  EXPECT_TRUE(there(old));
}

TEST_P(StoreHistory, AnOpenBatchStays) {
  const Instant now = world_.clock.now();
  const events::WebhookRow row{
      .carrier = "x", .received_at = now - 200 * kDayMs, .method = "POST", .state = std::string(events::kApplied)};
  int64_t batch = 0;
  const auto before = journal(now - 200 * kDayMs);
  write([&](Session& s) { batch = events::journal_batch(s, {&row, &row, &row}, now); });
  journal(now);
  round();
  EXPECT_FALSE(there(before));
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event"), 4);
  write([&](Session& s) { EXPECT_TRUE(events::reopen_batch(s, batch, 1, now, "late")); });
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event WHERE state = 'pending'"), 3);
}

TEST_P(StoreHistory, TheNewestStaysSoThatItsNumberIsNotGivenOutAgain) {
  const Instant now = world_.clock.now();
  const auto first = journal(now - 400 * kDayMs), last = journal(now - 400 * kDayMs);
  round();
  EXPECT_FALSE(there(first));
  EXPECT_TRUE(there(last));
  EXPECT_GT(journal(now), last);
}

TEST_P(StoreHistory, ManyPiecesAndAWrongClockInBetween) {
  const Instant now = world_.clock.now();
  constexpr int kRows = 3 * limits::kHistoryChunk;
  write([&](Session& s) {
    for (int i = 0; i < kRows; ++i) {
      const Instant at = i == 700 ? now + 5000 * kDayMs : now - 100 * kDayMs - (kRows - i);
      events::journal(s, {.carrier = "x", .received_at = at, .method = "POST", .state = std::string(events::kApplied)});
    }
  });
  const auto newest = journal(now);
  world_.clock.advance(31 * kDayMs);  // where months go whole, theirs has gone by too
  round();
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event"), 2) << "the one of the wrong clock, and the newest";
  EXPECT_TRUE(there(newest));
}

TEST_P(StoreHistory, ParkedReceiptsGoAndThoseOfMessagesStay) {
  const Instant now = world_.clock.now();
  write([&](Session& s) {
    events::add_receipts(s, {{.carrier = "x", .provider_id = "SM1", .at = now - 91 * kDayMs},
                             {.message = MessageId{7}, .carrier = "x", .provider_id = "SM2", .at = now - 91 * kDayMs},
                             {.carrier = "x", .provider_id = "SM3", .at = now - 89 * kDayMs},
                             {.carrier = "x", .provider_id = "SM4", .at = now - 91 * kDayMs}});
  });
  round();
  read([&](Session& s) {
    EXPECT_TRUE(events::parked(s, "SM1").empty());
    EXPECT_EQ(events::receipts_of(s, MessageId{7}).size(), 1U);
    EXPECT_EQ(events::parked(s, "SM3").size(), 1U);
    EXPECT_EQ(events::parked(s, "SM4").size(), 1U) << "the newest receipt: its number must not come again";
    return 0;
  });
}

TEST_P(StoreHistory, ARowSettlesWhereverItStands) {
  const Instant now = world_.clock.now();
  for (const Instant at : {Instant{0}, now - 200 * kDayMs, now, now + 4000 * kDayMs}) {
    const auto id = journal(at, events::kPending);
    write([&](Session& s) {
      auto row = *events::by_id(s, id);
      row.state = std::string(events::kDead);
      events::settle(s, row);
    });
    EXPECT_EQ(read([&](Session& s) { return events::by_id(s, id)->state; }), events::kDead) << at.ms;
  }
  EXPECT_EQ(read([&](Session& s) { return events::dead(s, WebhookEventId{0}, 10).size(); }), 4U);
}

TEST_P(StoreHistory, PartsAreMadeAheadAndDroppedWhole) {
  if (!in_months()) {
    write([&](Session& s) { EXPECT_FALSE(history::drop_month(s, world_.clock.now())); });
    return;
  }
  const Instant start = world_.clock.now();
  const auto name = [](Instant at) {
    const auto text = format_utc(at);
    return "webhook_event_" + text.substr(0, 4) + "_" + text.substr(5, 2);
  };
  round();
  const auto dead = journal(start, events::kDead), this_month = journal(start),
             next = journal(history::months_later(start, 1)), after = journal(history::months_later(start, 2)),
             far = journal(history::months_later(start, 3));
  EXPECT_EQ(part_of(this_month), name(start));
  EXPECT_EQ(part_of(next), name(history::months_later(start, 1)));
  EXPECT_EQ(part_of(after), name(history::months_later(start, 2)));
  EXPECT_EQ(part_of(far), "webhook_event_rest");
  // A day before the whole month is old enough, and long after.
  const Instant over = history::months_later(start, 1) + 90 * kDayMs;
  world_.clock.jump_to(history::month_of(over) - kDayMs);
  round();
  EXPECT_TRUE(there(this_month));
  world_.clock.jump_to(history::months_later(over, 1));
  round();
  EXPECT_FALSE(there(this_month));
  EXPECT_EQ(part_of(dead), "webhook_event_rest");
  EXPECT_EQ(count("SELECT count(*) FROM pg_class WHERE relname = '" + name(start) + "'"), 0);
  EXPECT_TRUE(there(far));
}

TEST_P(StoreHistory, AMonthThatBeganWithoutAPartStaysInTheRest) {
  if (!in_months()) return;
  const Instant late = history::months_later(world_.clock.now(), 40);
  const auto first = journal(late);
  EXPECT_EQ(part_of(first), "webhook_event_rest") << "the daily work did not run";
  world_.clock.jump_to(late);
  round();
  EXPECT_EQ(part_of(journal(late)), "webhook_event_rest");
  EXPECT_NE(part_of(journal(history::months_later(late, 1))), "webhook_event_rest");
  world_.clock.jump_to(history::months_later(late, 6));
  round();
  EXPECT_FALSE(there(first)) << "deleted one by one";
}

TEST_P(StoreHistory, APartWithTooMuchThatWaitsStays) {
  if (!in_months()) return;
  const Instant start = world_.clock.now();
  round();
  write([&](Session& s) {
    s.script(
        fmt::format("INSERT INTO webhook_event (carrier, received_at, method, url, headers, body, state, attempts, "
                    "next_at, problem) SELECT 'x', {}, '', '', '', '', CASE WHEN i > 3 THEN 'dead' ELSE 'applied' "
                    "END, 1, 0, '' FROM generate_series(1, {}) i",
                    start.ms, limits::kHistoryKeptMost + 4));
  });
  world_.clock.jump_to(history::months_later(start, 5));
  journal(world_.clock.now());
  round();
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event_rest WHERE state = 'dead'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event WHERE state = 'dead'"), limits::kHistoryKeptMost + 1);
  EXPECT_EQ(count("SELECT count(*) FROM webhook_event"), limits::kHistoryKeptMost + 2) << "its applied ones went alone";
}

// A part waits for readers, for moments; everybody else then goes on.
TEST_P(StoreHistory, AReaderInTheWayPutsItOff) {
  if (!in_months()) return;
  world_.clock.jump_to(history::months_later(world_.clock.now(), 20));
  ASSERT_TRUE(db_->read([&](Session& s) -> Result<> {
    EXPECT_FALSE(events::by_id(s, WebhookEventId{1}));
    intake::HistoryStage stage(world_.env, *db_, {});
    EXPECT_EQ(stage.tick(), limits::kHistoryAgainMs);
    journal(world_.clock.now());
    return {};
  }));
  round();
}

}  // namespace
}  // namespace tidings::store
