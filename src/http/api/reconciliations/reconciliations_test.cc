// Reconciliations and canaries over HTTP: begun, looked at, listed.
#include "http/api/reconciliations/reconciliations.h"

#include "http/api_test_world.h"
#include "store/canaries.h"
#include "store/reconciliations.h"

namespace tidings::http {
namespace {

namespace runs = store::reconciliations;

class ReconciliationsOver : public ApiTest {};

TEST_F(ReconciliationsOver, OneIsBegunAndLookedAt) {
  EXPECT_TRUE(get("/api/reconciliations").at("items").as_array().empty());
  const auto begun =
      post("/api/reconciliations", R"({"carrier":"listed","since":"2026-11-17T00:00:00Z"})", 202, "once");
  const auto run = begun.at("items").at(0);
  EXPECT_EQ(text(run, "carrier"), "listed");
  EXPECT_EQ(text(run, "state"), "waiting");
  EXPECT_EQ(text(run, "kind"), "asked");
  EXPECT_EQ(text(run, "asked_by"), "alice");
  EXPECT_EQ(text(run, "from"), "2026-11-17T00:00:00Z");
  EXPECT_TRUE(run.at("until").is_null());
  EXPECT_EQ(post("/api/reconciliations", R"({"carrier":"listed","since":"2026-11-17T00:00:00Z"})", 202, "once"), begun)
      << "the repeat of a request";
  EXPECT_EQ(text(post("/api/reconciliations", R"({"carrier":"listed"})", 409), "code"), "conflict");
  const auto url = fmt::format("/api/reconciliations/{}", run.at("id").as_int64());
  write([&](store::Session& s) {
    auto now = *runs::by_id(s, ReconciliationId{run.at("id").as_int64()});
    now.state = runs::State::running;
    now.until = now.from + kDayMs;
    now.reached = now.from + kDayMs / 4;
    now.pages = 3, now.outbound = 10, now.receipts_missing = 1;
    ASSERT_TRUE(runs::move(s, now, 0));
    runs::add_gap(s, {.run = now.id,
                      .carrier = "listed",
                      .direction = "out",
                      .provider_id = "SM1",
                      .missing = "receipt delivered",
                      .applied = "applied",
                      .message = MessageId{7},
                      .webhook = WebhookEventId{8},
                      .at = now.from,
                      .found_at = now.until});
  });
  EXPECT_EQ(get(url).at("percent"), 75);
  EXPECT_EQ(get(url).at("receipts_missing"), 1);
  const auto gaps = get(url + "/gaps");
  EXPECT_EQ(text(gaps.at("items").at(0), "missing"), "receipt delivered");
  EXPECT_EQ(gaps.at("items").at(0).at("message"), 7);
  EXPECT_TRUE(gaps.at("next").is_null());
  EXPECT_EQ(get("/api/reconciliations?limit=1").at("items").as_array().size(), 1U);
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'reconciliation.start'"), 1);
}

TEST_F(ReconciliationsOver, SaysWhatIsWrong) {
  EXPECT_EQ(text(post("/api/reconciliations", R"({"carrier":"nobody"})", 404), "where"), "carrier");
  EXPECT_EQ(text(post("/api/reconciliations", R"({"since":"yesterday"})", 400), "where"), "since");
  EXPECT_EQ(text(post("/api/reconciliations", R"({"since":"2036-11-17T00:00:00Z"})", 400), "where"), "since");
  EXPECT_EQ(text(post("/api/reconciliations", R"({"sins":1})", 400), "where"), "sins");
  EXPECT_EQ(ask("GET", "/api/reconciliations/99").status, 404);
  EXPECT_EQ(ask("GET", "/api/reconciliations/99/gaps").status, 404);
  EXPECT_EQ(ask("GET", "/api/reconciliations?page=2").status, 400);
}

TEST_F(ReconciliationsOver, CanariesAreListed) {
  write([&](store::Session& s) {
    store::canaries::Canary one{.carrier = "tw", .from = kOurs, .to = "+12025550101", .token = "t1"};
    one.message = MessageId{5};
    one.planned_at = clock_.now();
    one.id = store::canaries::add(s, one);
    one.handed_at = clock_.now() + 10;
    one.receipt_at = clock_.now() + 500;
    one.verdict = store::canaries::Verdict::good;
    one.ended_at = clock_.now() + 2000;
    store::canaries::came_in(s, one.id, clock_.now() + 1010);
    store::canaries::move(s, one);
    one.token = "t2";
    store::canaries::add(s, one);
  });
  const auto items = get("/api/canary").at("items").as_array();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(text(items[0], "verdict"), "running");
  EXPECT_TRUE(items[0].at("back_after_ms").is_null());
  EXPECT_EQ(text(items[1], "verdict"), "good");
  EXPECT_EQ(items[1].at("back_after_ms"), 1000);
  EXPECT_EQ(get("/api/canary?limit=1").at("next"), items[0].at("id"));
}

}  // namespace
}  // namespace tidings::http
