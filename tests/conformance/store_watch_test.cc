// Incidents, and what reconciliation keeps: the same on every engine.
#include "store/incidents.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

using incidents::Severity;

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

}  // namespace
}  // namespace tidings::store
