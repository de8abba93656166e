// Progress: totals, what holds, the rates, the forecast, and the golden shape of its JSON.
#include "flow/campaign/progress.h"

#include "flow/campaign/campaign_json.h"
#include "flow/campaign/campaign_test_world.h"

namespace tidings::flow::test {
namespace {

using S = CampaignStatus;
using M = MessageState;

ForecastFacts facts() {
  return {.status = S::active,
          .now = at("2026-06-01T12:00:00Z"),
          .planned = true,
          .remaining = 600,
          .campaign_per_s = 10,
          .senders_per_s = 20};
}

TEST(ForecastTest, RestsOnTheSlowestRate) {
  auto f = facts();
  EXPECT_EQ(forecast(f).ends_at, at("2026-06-01T12:01:00Z"));
  EXPECT_NE(forecast(f).words.find("600 left at 10 a second (the campaign's rate)"), std::string::npos);
  f.senders_per_s = 1;
  EXPECT_EQ(forecast(f).ends_at, at("2026-06-01T12:10:00Z"));
  EXPECT_NE(forecast(f).words.find("the senders' rates"), std::string::npos);
  f.workspace_per_s = 0.5;
  EXPECT_EQ(forecast(f).ends_at, at("2026-06-01T12:20:00Z"));
  EXPECT_NE(forecast(f).words.find("0.5 a second (the workspace's rate)"), std::string::npos);
}

TEST(ForecastTest, BeginsWhenTheNextIsDue) {
  auto f = facts();
  f.next_due = at("2026-06-02T09:00:00Z");
  EXPECT_EQ(forecast(f).ends_at, at("2026-06-02T09:01:00Z"));
  EXPECT_NE(forecast(f).words.find("from 2026-06-02T09:00:00Z on"), std::string::npos);
  f.next_due = at("2026-06-01T09:00:00Z");
  EXPECT_EQ(forecast(f).ends_at, at("2026-06-01T12:01:00Z")) << "what is overdue is due now";
}

TEST(ForecastTest, KnowsTheDailyCaps) {
  auto f = facts();
  f.capped = true;
  f.cap = 100;
  f.cap_left = 600;
  EXPECT_EQ(forecast(f).ends_at, at("2026-06-01T12:01:00Z"));
  f.cap_left = 40;  // 560 more at 100 a day
  EXPECT_EQ(forecast(f).ends_at, at("2026-06-07T12:00:00Z"));
  EXPECT_NE(forecast(f).words.find("daily caps allow 100 in 24 hours"), std::string::npos);
}

TEST(ForecastTest, SaysWhenTheLatestTimeComesFirst) {
  auto f = facts();
  f.not_after = at("2026-06-01T12:00:30Z");
  EXPECT_NE(forecast(f).words.find("not all leave before 2026-06-01T12:00:30Z"), std::string::npos);
}

TEST(ForecastTest, IsUnknownWithWords) {
  const auto why = [](auto change) {
    auto f = facts();
    change(f);
    EXPECT_FALSE(forecast(f).ends_at);
    return forecast(f).words;
  };
  EXPECT_EQ(why([](auto& f) { f.status = S::draft; }), "the campaign has not been started");
  EXPECT_EQ(why([](auto& f) { f.status = S::scheduled, f.starts_at = at("2026-06-02T00:00:00Z"); }),
            "the campaign has not begun; it starts by itself at 2026-06-02T00:00:00Z");
  EXPECT_EQ(why([](auto& f) { f.status = S::paused; }), "the campaign is paused");
  for (const auto ended : {S::stopped, S::completed, S::expired}) {
    EXPECT_EQ(why([&](auto& f) { f.status = ended; }), "the campaign has ended");
  }
  EXPECT_EQ(why([](auto& f) { f.planned = false; }), "the audience is still being planned");
  EXPECT_EQ(why([](auto& f) { f.senders_per_s = 0; }), "no active sender is left");
  EXPECT_EQ(why([](auto& f) { f.remaining = 0; }), "nothing is left to send; the last outcomes are awaited");
}

TEST(RateMeterTest, MeasuresTheLastMinute) {
  RateMeter meter;
  const CampaignId id{1};
  EXPECT_EQ(meter.note(id, 0, 0), std::nullopt);
  EXPECT_EQ(meter.note(id, 5, 500), std::nullopt) << "half a second says nothing";
  EXPECT_EQ(meter.note(id, 20, 2'000), 10.0);
  for (int s = 3; s <= 120; ++s) meter.note(id, 20, s * 1000);
  EXPECT_EQ(meter.note(id, 20, 121'000), 0.0) << "what was sent two minutes ago does not count";
  EXPECT_EQ(meter.note(CampaignId{2}, 7, 121'000), std::nullopt) << "each campaign by itself";
  EXPECT_EQ(meter.note(id, 10, 122'000), 0.0) << "never negative";
}

TEST(RateMeterTest, AskedOftenStillMeasures) {
  RateMeter meter;
  std::optional<double> rate;
  for (int i = 0; i <= 400; ++i) rate = meter.note(CampaignId{1}, i, i * 100);
  EXPECT_EQ(rate, 10.0);
}

TEST(RateMeterTest, ForgetsTheLeastRecentOfMany) {
  RateMeter meter;
  for (int i = 1; i <= 65; ++i) meter.note(CampaignId{i}, 0, i);
  EXPECT_EQ(meter.note(CampaignId{65}, 10, 10'065), 1.0);
  EXPECT_EQ(meter.note(CampaignId{1}, 10, 10'065), std::nullopt) << "forgotten, so it begins anew";
}

TEST(ProgressTest, AddsUp) {
  World w;
  w.list("all", 12);
  const auto c = w.running();
  w.settle();
  w.dispatch(c.id, 2, M::delivered);
  w.dispatch(c.id, 1, M::failed);
  w.dispatch(c.id, 1, M::accepted);
  w.write([&](store::Session& s) {
    store::Ledger book(s, w.clock.now());
    auto rows = book.claim(c.id, MessageKind::campaign, 5, 1, w.clock.now() + kMinuteMs);
    book.block(rows[0], Reason::no_consent);
    book.hold(rows[1], Reason::outside_window, w.clock.now() + kHourMs);
    book.hold(rows[2], Reason::outside_window, w.clock.now() + kHourMs);
    book.close();
    store::campaigns::note_reply(s, c.id);
  });
  w.clock.advance(2000);
  const auto p = *w.campaigns->progress(c.id);
  EXPECT_EQ(p.totals.recipients, 12);
  EXPECT_EQ(p.totals.queued, 5);
  EXPECT_EQ(p.totals.in_flight, 2);
  EXPECT_EQ(p.totals.delivered, 2);
  EXPECT_EQ(p.totals.failed, 1);
  EXPECT_EQ(p.totals.accepted, 1);
  EXPECT_EQ(p.totals.blocked, 1);
  EXPECT_EQ(p.totals.sent, 4);
  EXPECT_EQ(p.held, 2);
  EXPECT_FALSE(p.held_until) << "three are due now";
  EXPECT_EQ(p.replies, 1);
  EXPECT_EQ(p.rate_average_per_s, 2.0);
  w.expect_counts_equal_rows(c.id);
}

TEST(ProgressTest, HeldUntilWhenNothingIsDue) {
  World w;
  w.list("all", 2);
  const auto c = w.running();
  w.settle();
  const Instant opens = w.clock.now() + kHourMs;
  w.write([&](store::Session& s) {
    store::Ledger book(s, w.clock.now());
    for (auto& row : book.claim(c.id, MessageKind::campaign, 2, 1, w.clock.now() + kMinuteMs)) {
      book.hold(row, Reason::outside_window, opens);
    }
    book.close();
  });
  const auto p = *w.campaigns->progress(c.id);
  EXPECT_EQ(p.held_until, opens);
  EXPECT_EQ(p.forecast.ends_at, opens + 2000) << "two at one segment a second";
  EXPECT_EQ(w.campaigns->progress(CampaignId{99}).error().code, ErrorCode::not_found);
}

TEST(ProgressTest, CountsWhatTheSendersUsedToday) {
  World w;
  w.list("all", 10);
  w.write([&](store::Session& s) {
    auto sender = *store::workspaces::sender_by_id(s, w.sender);
    sender.daily_cap = 5;
    store::workspaces::put_sender(s, sender);
    for (int i = 0; i < 4; ++i) store::ledger::use_sender(s, w.sender, w.clock.now());
  });
  const auto c = w.running();
  w.settle();
  EXPECT_EQ(w.campaigns->progress(c.id)->forecast.ends_at, w.clock.now() + 2 * kDayMs) << "one today, nine at 5 a day";
}

TEST(ProgressTest, MeasuresWhatLeavesBetweenTwoLooks) {
  World w;
  w.list("all", 10);
  const auto c = w.running();
  w.settle();
  EXPECT_FALSE(w.campaigns->progress(c.id)->rate_measured_per_s);
  w.dispatch(c.id, 6, M::accepted);
  w.clock.advance(3000);
  EXPECT_EQ(w.campaigns->progress(c.id)->rate_measured_per_s, 2.0);
}

TEST(CampaignJson, KeepsItsShape) {
  World w;
  w.list("all", 3);
  const auto made = w.create(R"({"name":"Spring","body":"Hi","audience":{"list":"all"},"score_threshold":70,
    "not_after":"2026-06-02T12:00:00Z","start":true})");
  ASSERT_TRUE(made) << made.error().describe();
  EXPECT_EQ(
      json::serialize(campaign_json(*made, w.clock.now())),
      R"j({"id":1,"workspace":1,"type":"sms","name":"Spring","status":"active","purpose":"marketing","body":"Hi",)j"
      R"j("template_version":1,"revision":1,"audience":{"list":1},"window":{"allow":[{"days":"1-7","start":"09:00",)j"
      R"j("end":"20:00"}],"closed_dates":[],"words":"every day 09:00-20:00 where the recipient is","default":true},)j"
      R"j("rate_per_s":10,"weight":1,"senders":[],"media":[],"score_threshold":70,"max_segments":10,"test_recipient":null,)j"
      R"j("starts_at":null,"not_after":"2026-06-02T12:00:00Z","expire_after_s":null,"undo_s":0,"undo_until":null,"queued_at":null,"created_at":"2026-06-01T12:00:00Z",)j"
      R"j("started_at":"2026-06-01T12:00:00Z","ended_at":null,"planned":false,"recipients":0,)j"
      R"j("can":["pause","stop"]})j");
}

TEST(ProgressJson, KeepsItsShape) {
  World w;
  w.list("all", 3);
  const auto c = w.running();
  w.settle();
  w.dispatch(c.id, 1, M::delivered);
  w.write([&](store::Session& s) {
    store::Ledger book(s, w.clock.now());
    for (auto& row : book.claim(c.id, MessageKind::campaign, 2, 1, w.clock.now() + kMinuteMs)) {
      book.hold(row, Reason::outside_window, w.clock.now() + kHourMs);
    }
    book.close();
  });
  EXPECT_EQ(
      json::serialize(progress_json(*w.campaigns->progress(c.id))),
      R"j({"campaign":1,"name":"c","status":"active","revision":1,"queue_place":null,"planned":true,"totals":{"recipients":3,"queued":2,)j"
      R"j("in_flight":0,"unknown":0,"accepted":0,"delivered":1,"failed":0,"blocked":0,"refused":0,"cancelled":0,)j"
      R"j("expired":0,"unresolved":0,"sent":1},"counts":[{"state":"planned","reason":"outside_window",)j"
      R"j("words":"it is outside the allowed hours where the contact may be","n":2},{"state":"delivered",)j"
      R"j("reason":null,"words":null,"n":1}],"held":2,"held_until":"2026-06-01T13:00:00Z","recall":null,"replies":0,)j"
      R"j("rate":{"limit_per_s":10,"measured_per_s":null,"average_per_s":null},"forecast":{)j"
      R"j("ends_at":"2026-06-01T13:00:02Z","words":"2 left at 1 a second (the senders' rates), one segment each, )j"
      R"j(from 2026-06-01T13:00:00Z on, when the next is due; recipients whose hours close before their turn take )j"
      R"j(longer"},"history":[{"at":"2026-06-01T12:00:00Z","actor":"ann","event":"created","detail":)j"
      R"j("every day 09:00-20:00 where the recipient is (the default)"},{"at":"2026-06-01T12:00:00Z","actor":)j"
      R"j("ann",)j"
      R"j("event":"started","detail":""},{"at":"2026-06-01T12:00:00Z","actor":"system","event":"planned",)j"
      R"j("detail":"3 recipients"}],"can":["pause","stop"]})j");
  EXPECT_EQ(json::serialize(pools_json({{.active = 2, .queued = 1, .limit = 10}})),
            R"({"sms":{"active":2,"queued":1,"limit":10}})");
}

}  // namespace
}  // namespace tidings::flow::test
