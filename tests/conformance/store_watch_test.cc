// Incidents, and what reconciliation keeps: the same on every engine.
#include "store/breakers.h"
#include "store/canaries.h"
#include "store/halts.h"
#include "store/incidents.h"
#include "store/reconciliations.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

using incidents::Severity;
namespace runs = reconciliations;

class StoreWatch : public StorePlaceTest {};
TIDINGS_FOR_EVERY_ENGINE(StoreWatch);

constexpr Instant kT0{1'800'000'000'000};

TEST_P(StoreWatch, AnIncidentIsOpenOnceAKey) {
  write([&](Session& s) {
    const auto first = incidents::open(s, "canary:a", Severity::error, "it did not come back", kT0);
    EXPECT_TRUE(first.fresh);
    const auto again = incidents::open(s, "canary:a", Severity::critical, "it did not come back again", kT0 + 5);
    EXPECT_FALSE(again.fresh);
    EXPECT_EQ(again.id, first.id);
    incidents::open(s, "canary:a", Severity::info, "and again", kT0 + 6);
    EXPECT_TRUE(incidents::open(s, "canary:b", Severity::warning, "another", kT0 + 7).fresh);

    const auto found = incidents::open_by_key(s, "canary:a");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->severity, Severity::critical) << "never milder than it was";
    EXPECT_EQ(found->text, "and again");
    EXPECT_EQ(found->times, 3);
    EXPECT_EQ(found->opened_at, kT0);
    EXPECT_EQ(found->last_at, kT0 + 6);
    EXPECT_EQ(incidents::in_force(s, {}, 10).size(), 2u);
  });
}

TEST_P(StoreWatch, AResolvedOneIsHistoryAndTheNextIsNew) {
  write([&](Session& s) {
    const auto first = incidents::open(s, "k", Severity::error, "one", kT0);
    EXPECT_TRUE(incidents::resolve(s, "k", "over", kT0 + 1));
    EXPECT_FALSE(incidents::resolve(s, "k", "over", kT0 + 2));
    EXPECT_FALSE(incidents::open_by_key(s, "k"));
    const auto second = incidents::open(s, "k", Severity::error, "two", kT0 + 3);
    EXPECT_TRUE(second.fresh);
    EXPECT_NE(second.id, first.id);
    const auto page = incidents::page(s, IncidentId{1'000'000}, 10);
    ASSERT_EQ(page.size(), 2u);
    EXPECT_EQ(page[0].text, "two");
    EXPECT_EQ(page[1].resolved_at, kT0 + 1);
    EXPECT_EQ(page[1].resolution, "over");
    EXPECT_EQ(incidents::in_force(s, {}, 10).size(), 1u);
  });
}

TEST_P(StoreWatch, ARunMovesOncePerPage) {
  write([&](Session& s) {
    runs::Run run{.carrier = "tw", .kind = runs::Kind::full, .state = runs::State::running};
    run.from = kT0, run.until = kT0 + 1000, run.asked_by = "clock", run.created_at = kT0;
    const auto id = runs::add(s, run);
    ASSERT_TRUE(id);
    EXPECT_FALSE(runs::add(s, run)) << "one runs";
    run.state = runs::State::waiting, run.kind = runs::Kind::asked;
    EXPECT_TRUE(runs::add(s, run)) << "and one waits";
    EXPECT_FALSE(runs::add(s, run));
    auto now = *runs::by_id(s, *id);
    EXPECT_EQ(now.progress(), 0);
    now.pages = 1, now.reached = kT0 + 500, now.cursor = "next", now.outbound = 7;
    EXPECT_TRUE(runs::move(s, now, 0));
    EXPECT_FALSE(runs::move(s, now, 0)) << "another node has read that page";
    EXPECT_EQ(runs::by_id(s, *id)->progress(), 0.5);
    EXPECT_EQ(runs::open(s, "tw", runs::State::running)->cursor, "next");
    now.pages = 2, now.state = runs::State::done, now.ended_at = kT0 + 9;
    EXPECT_TRUE(runs::move(s, now, 1));
    EXPECT_FALSE(runs::move(s, now, 2)) << "it has ended";
    EXPECT_FALSE(runs::open(s, "tw", runs::State::running));
    EXPECT_EQ(runs::newest(s, "tw", runs::Kind::full, Instant{INT64_MAX})->id, *id);
    EXPECT_GT(runs::page(s, ReconciliationId{1000}, 9).front().id.value, id->value) << "newest first";
  });
}

TEST_P(StoreWatch, AGapIsFoundOnce) {
  write([&](Session& s) {
    runs::Gap gap{.run = ReconciliationId{1}, .carrier = "tw", .direction = "in", .provider_id = "SM1"};
    gap.missing = runs::kInbound, gap.applied = "applied", gap.at = kT0, gap.found_at = kT0;
    EXPECT_FALSE(runs::gap_known(s, "tw", "SM1", runs::kInbound));
    EXPECT_TRUE(runs::add_gap(s, gap));
    gap.run = ReconciliationId{2};
    EXPECT_FALSE(runs::add_gap(s, gap));
    EXPECT_TRUE(runs::gap_known(s, "tw", "SM1", runs::kInbound));
    EXPECT_FALSE(runs::gap_known(s, "other", "SM1", runs::kInbound));
    EXPECT_EQ(runs::gaps(s, ReconciliationId{1}, {}, 9).size(), 1u);
    EXPECT_TRUE(runs::gaps(s, ReconciliationId{2}, {}, 9).empty());
  });
}

TEST_P(StoreWatch, QuietLightRunsGoAndOthersStay) {
  write([&](Session& s) {
    const auto add = [&](runs::Kind kind, Instant at, int64_t missing) {
      runs::Run run{.carrier = "tw", .kind = kind, .state = runs::State::running};
      run.created_at = at;
      run.id = *runs::add(s, run);
      run.state = runs::State::done, run.ended_at = at, run.inbound_missing = missing, run.pages = 1;
      ASSERT_TRUE(runs::move(s, run, 0));
    };
    add(runs::Kind::light, kT0, 0);
    add(runs::Kind::light, kT0, 1);
    add(runs::Kind::full, kT0, 0);
    add(runs::Kind::light, kT0 + 9, 0);
    runs::forget_quiet(s, "tw", kT0 + 9);
    EXPECT_EQ(runs::page(s, ReconciliationId{1000}, 9).size(), 3u);
  });
}

TEST_P(StoreWatch, ACanaryIsKnownByItsText) {
  write([&](Session& s) {
    canaries::Canary one{.carrier = "tw", .from = "+1", .to = "+2", .token = "0123456789abcdef"};
    one.planned_at = kT0;
    one.id = canaries::add(s, one);
    EXPECT_EQ(canaries::of_text(s, "Brand: " + canaries::text_of(one.token))->id, one.id);
    for (const char* text : {"", "Tidings check ", "Tidings check 0123", "Tidings check 0123456789ABCDEF",
                             "Tidings check 0123456789abcdee", "0123456789abcdef"})
      EXPECT_FALSE(canaries::of_text(s, text)) << text;
    canaries::came_in(s, one.id, kT0 + 5);
    canaries::came_in(s, one.id, kT0 + 9);
    EXPECT_EQ(canaries::newest(s, "+1", "+2")->inbound_at, kT0 + 5) << "the first time counts";
    EXPECT_EQ(canaries::open(s, 9).size(), 1u);
    one.verdict = canaries::Verdict::good, one.ended_at = kT0 + 9;
    canaries::move(s, one);
    EXPECT_TRUE(canaries::open(s, 9).empty());
    EXPECT_EQ(canaries::newest(s, "+1", "+2")->verdict, canaries::Verdict::good);
    canaries::forget(s, "+1", "+2", kT0 + 1);
    EXPECT_FALSE(canaries::newest(s, "+1", "+2"));
  });
}

TEST_P(StoreWatch, AHaltStandsWithItsIncident) {
  write([&](Session& s) {
    halts::put(s,
               {.key = "a", .carrier = "tw", .address = "+1", .since = kT0, .next_trial_at = kT0 + 5, .problem = "p"});
    halts::put(s, {.key = "a", .carrier = "other", .since = kT0 + 9});
    auto all = halts::all(s);
    ASSERT_EQ(all.size(), 1u) << "one a key, the first";
    EXPECT_EQ(all[0].carrier, "tw");
    EXPECT_EQ(all[0].problem, "p");
    EXPECT_FALSE(all[0].open) << "there is no incident";
    incidents::open(s, "a", Severity::critical, "text", kT0);
    all[0].trials = 3;
    all[0].next_trial_at = kT0 + 7;
    halts::set_trial(s, all[0]);
    all = halts::all(s);
    EXPECT_TRUE(all[0].open);
    EXPECT_EQ(all[0].trials, 3);
    EXPECT_EQ(all[0].next_trial_at, kT0 + 7);
    EXPECT_TRUE(all[0].concerns("tw", "+1"));
    EXPECT_FALSE(all[0].concerns("tw", "+2"));
    incidents::resolve(s, "a", "over", kT0 + 8);
    EXPECT_FALSE(halts::all(s)[0].open);
    halts::remove(s, "a");
    EXPECT_TRUE(halts::all(s).empty());
  });
}

TEST_P(StoreWatch, BreakersCountByMinute) {
  write([&](Session& s) {
    EXPECT_FALSE(breakers::place(s));
    breakers::set_place(s, {.inbound = 3, .receipt = 4});
    breakers::set_place(s, {.inbound = 5, .receipt = 6});
    EXPECT_EQ(breakers::place(s)->receipt, 6);
    EXPECT_EQ(breakers::place(s)->inbound, 5);
    breakers::set_total(s, "campaign:1", 70);
    breakers::add(s, "campaign:1", 10, {.sent = 5, .words = 4, .judged = 3, .failed = 2, .filtered = 1, .stops = 1});
    breakers::add(s, "campaign:1", 10, {.sent = 5, .stops = 1});
    breakers::add(s, "campaign:1", 12, {.failed = 1});
    breakers::add(s, "campaign:2", 11, {.sent = 100});
    const auto n = breakers::sum(s, "campaign:1", 10, 12);
    EXPECT_EQ(n.sent, 10);
    EXPECT_EQ(n.words, 4);
    EXPECT_EQ(n.judged, 3);
    EXPECT_EQ(n.failed, 2);
    EXPECT_EQ(n.filtered, 1);
    EXPECT_EQ(n.stops, 2);
    EXPECT_EQ(breakers::forget(s, 11), 1);
    EXPECT_EQ(breakers::sum(s, "campaign:1", 0, 100).failed, 1);
    breakers::clear(s, "campaign:1");
    EXPECT_EQ(breakers::sum(s, "campaign:1", 1, 100).failed, 0);
    EXPECT_EQ(breakers::total(s, "campaign:1"), 70);
  });
}

}  // namespace
}  // namespace tidings::store
