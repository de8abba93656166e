// Funnel and export over the real store.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/env.h"
#include "flow/report/export.h"
#include "flow/report/funnel.h"
#include "flow/report/waiting_gauges.h"
#include "store/campaigns.h"
#include "store/contacts.h"
#include "store/inbox.h"
#include "store/optouts.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::flow {
namespace {

using M = MessageState;

class ReportTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() / ("report_" + std::to_string(::getpid()) + ".db");
    remove_files();
    auto opened = store::sqlite::open(env_, {.path = path_.string(), .inline_writes = true});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
    write([&](store::Session& s) {
      campaign_ = store::campaigns::insert(s, Campaign{.workspace = WorkspaceId{1}, .name = "c"}, clock_.now());
    });
  }
  void TearDown() override {
    db_.reset();
    remove_files();
  }
  void remove_files() {
    for (const char* end : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path_.string() + end);
  }
  template <class F>
  void write(F work) {
    const auto done = db_->write([&](store::Session& s) -> Result<> {
      work(s);
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }
  void plan(int n) {
    write([&](store::Session& s) {
      store::Ledger book(s, clock_.now());
      for (int i = 0; i < n; ++i) {
        const std::string phone = "+1202555" + std::to_string(1000 + next_contact_);
        store::contacts::insert(s, {.workspace = WorkspaceId{1}, .phone = phone}, clock_.now());
        book.plan({.workspace = WorkspaceId{1},
                   .campaign = campaign_,
                   .contact = ContactId{next_contact_},
                   .kind = MessageKind::campaign,
                   .phone = phone,
                   .not_before = clock_.now()});
        ++next_contact_;
      }
      book.close();
    });
  }
  // The next n planned ones, handed over and then moved by `then`.
  template <class F>
  void hand(int n, F then) {
    write([&](store::Session& s) {
      store::Ledger book(s, clock_.now());
      for (auto& row : book.claim(campaign_, MessageKind::campaign, static_cast<size_t>(n), 1, clock_.now())) {
        ASSERT_TRUE(book.hand(row, {.sender = SenderId{1}, .carrier = "sandbox", .body = "b", .segments = 2}));
        then(book, row);
      }
      book.close();
    });
  }
  template <class F>
  void claim(int n, F then) {
    write([&](store::Session& s) {
      store::Ledger book(s, clock_.now());
      for (auto& row : book.claim(campaign_, MessageKind::campaign, static_cast<size_t>(n), 1, clock_.now())) {
        then(book, row);
      }
      book.close();
    });
  }
  // One of everything: 16 messages.
  void fill() {
    plan(16);
    hand(3, [](auto& book, auto& row) { book.accept(row, M::delivered, "SM" + std::to_string(row.id.value)); });
    hand(1, [](auto& book, auto& row) { book.accept(row, M::accepted, "SMa"); });
    hand(1, [](auto& book, auto& row) {
      book.accept(row, M::accepted, "SMu");
      book.carrier_word(row, M::undelivered, "", "30003", "unreachable");
    });
    hand(2, [](auto& book, auto& row) { book.refuse(row, Reason::carrier_refused, "21211", "invalid"); });
    hand(1, [&](auto& book, auto& row) { book.mark_unknown(row, Reason::outcome_unknown, clock_.now(), "", ""); });
    claim(2, [](auto& book, auto& row) { book.block(row, Reason::suppressed); });
    claim(1, [](auto& book, auto& row) { book.block(row, Reason::no_consent); });
    claim(2, [&](auto& book, auto& row) { book.hold(row, Reason::outside_window, clock_.now() + kHourMs); });
    claim(1, [](auto& book, auto& row) { book.finish(row, M::expired, Reason::not_after_passed); });
    claim(1, [](auto& book, auto& row) { book.finish(row, M::cancelled, Reason::campaign_stopped); });
  }

  ManualClock clock_{parse_utc("2026-06-01T12:00:00Z").value()};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path path_;
  std::unique_ptr<store::Database> db_;
  CampaignId campaign_;
  int64_t next_contact_ = 1;
};

TEST_F(ReportTest, TheFunnelNarrows) {
  fill();
  const auto f = funnel(*db_, campaign_);
  ASSERT_TRUE(f) << f.error().describe();
  EXPECT_EQ(f->planned, 16);
  EXPECT_EQ(f->handed, 8);
  EXPECT_EQ(f->accepted, 5);
  EXPECT_EQ(f->delivered, 3);
  EXPECT_EQ(f->waiting, 1);
  int64_t aside = 0;
  for (const auto& one : f->aside) aside += one.n;
  // everybody is on the way, at the end of it, or beside it with a reason
  EXPECT_EQ(f->planned, f->delivered + 1 /* accepted, no word yet */ + f->waiting + aside);
}

TEST_F(ReportTest, TheFunnelInJson) {
  fill();
  EXPECT_EQ(
      json::serialize(funnel_json(*funnel(*db_, campaign_))),
      R"j({"campaign":1,"planned":16,"handed":8,"accepted":5,"delivered":3,"waiting":1,"aside":[)j"
      R"j({"kind":"held","reason":"outside_window","words":"it is outside the allowed hours where the contact may be","n":2},)j"
      R"j({"kind":"uncertain","reason":"outcome_unknown","words":"it may have been sent; the carrier is being asked","n":1},)j"
      R"j({"kind":"blocked","reason":"suppressed","words":"the number is suppressed","n":2},)j"
      R"j({"kind":"blocked","reason":"no_consent","words":"there is no consent for marketing","n":1},)j"
      R"j({"kind":"refused","reason":"carrier_refused","words":"the carrier refused it","n":2},)j"
      R"j({"kind":"failed","reason":"carrier_failed","words":"the carrier reports that it was not delivered","n":1},)j"
      R"j({"kind":"cancelled","reason":"campaign_stopped","words":"the campaign was stopped","n":1},)j"
      R"j({"kind":"expired","reason":"not_after_passed","words":"it could not be sent before its latest time","n":1}],)j"
      R"j("replies":0,"opt_outs":0})j");
}

TEST_F(ReportTest, OptOutsArePeopleWhoseStopAnsweredIt) {
  write([&](store::Session& s) {
    int number = 0;
    const auto say = [&](CampaignId campaign, std::string from, std::string cls) {
      store::campaigns::note_reply(s, campaign);
      return *store::inbox::insert(s, {.workspace = WorkspaceId{1},
                                       .campaign = campaign,
                                       .from = std::move(from),
                                       .to = "+15005550006",
                                       .body = "b",
                                       .media = "[]",
                                       .cls = std::move(cls),
                                       .carrier = "sandbox",
                                       .provider_id = "SM" + std::to_string(number++),
                                       .received_at = clock_.now()});
    };
    const auto review = [&](InboundId inbound, std::string_view decision) {
      const auto id = store::optouts::open_review(
          s, {.workspace = WorkspaceId{1}, .phone = "+1", .inbound = inbound, .created_at = clock_.now()});
      if (!decision.empty()) store::optouts::decide(s, id, decision, clock_.now(), "ann");
    };
    say(campaign_, "+12025550001", "stop");
    say(campaign_, "+12025550001", "stop");
    say(campaign_, "+12025550002", "none");
    say(CampaignId{}, "+12025550003", "stop");
    review(say(campaign_, "+12025550004", "suspected_stop"), "stop");
    review(say(campaign_, "+12025550005", "suspected_stop"), "none");
    review(say(campaign_, "+12025550006", "suspected_stop"), "");
  });
  const auto f = *funnel(*db_, campaign_);
  EXPECT_EQ(f.opt_outs, 2);
  EXPECT_EQ(f.replies, 6);
}

TEST_F(ReportTest, WhatWaitsIsMeasuredByReason) {
  fill();  // leaves one that could go and two held for their hours
  WaitingGauges gauges(env_, *db_);
  const auto says = [&](std::string_view line) { return metrics_.expose().contains(std::string(line) + "\n"); };
  ASSERT_TRUE(gauges.tick());
  EXPECT_TRUE(says("sms_queue_depth{queue=\"campaign\"} 0")) << "the campaign is a draft";
  write([&](store::Session& s) {
    store::campaigns::set_status(s, campaign_, CampaignStatus::draft, CampaignStatus::active, {}, clock_.now());
    store::Ledger book(s, clock_.now());
    const auto single = [&](std::string phone, Instant at) {
      return book.plan({.workspace = WorkspaceId{1},
                        .kind = MessageKind::single,
                        .phone = std::move(phone),
                        .body = "b",
                        .not_before = at});
    };
    single("+12025559001", clock_.now() - 90'000);
    single("+12025559002", clock_.now());
    single("+12025559003", clock_.now() + kHourMs);  // for later: nothing is wrong with it
    book.close();
    for (auto& row : book.claim(CampaignId{}, MessageKind::single, 1, 1, clock_.now())) {
      if (row.phone == "+12025559001") book.hold(row, Reason::under_review, clock_.now() + kHourMs);
    }
    book.close();
  });
  ASSERT_TRUE(gauges.tick());
  EXPECT_TRUE(says("sms_queue_depth{queue=\"campaign\"} 1")) << metrics_.expose();
  EXPECT_TRUE(says("sms_queue_depth{queue=\"direct\"} 1")) << metrics_.expose();
  EXPECT_TRUE(says("sms_messages_held{reason=\"outside_window\"} 2"));
  EXPECT_TRUE(says("sms_messages_held{reason=\"under_review\"} 1"));
  clock_.advance(40'000);
  ASSERT_TRUE(gauges.tick());
  EXPECT_TRUE(says("sms_oldest_due_seconds 40")) << metrics_.expose();
  write([&](store::Session& s) {
    store::campaigns::set_status(s, campaign_, CampaignStatus::active, CampaignStatus::stopped, {}, clock_.now());
  });
  ASSERT_TRUE(gauges.tick());
  EXPECT_TRUE(says("sms_messages_held{reason=\"outside_window\"} 0")) << "once told, told until it is none";
}

TEST_F(ReportTest, AnUnknownCampaignIsSaidToBe) {
  EXPECT_EQ(funnel(*db_, CampaignId{9}).error().code, ErrorCode::not_found);
  EXPECT_EQ(export_page(*db_, CampaignId{9}, {}).error().code, ErrorCode::not_found);
  int calls = 0;
  EXPECT_FALSE(export_outcomes(*db_, CampaignId{9}, [&](std::string_view) -> Result<> {
    ++calls;
    return {};
  }));
  EXPECT_EQ(calls, 0) << "not even a header";
}

TEST_F(ReportTest, ExportsEachRecipientOnceOverPages) {
  for (const int people : {0, 1, 3, 6, 7}) {
    write([&](store::Session& s) {
      campaign_ = store::campaigns::insert(s, Campaign{.workspace = WorkspaceId{1}, .name = "c"}, clock_.now());
    });
    plan(people);
    std::string all;
    ASSERT_TRUE(export_outcomes(
        *db_, campaign_,
        [&](std::string_view text) -> Result<> {
          all += text;
          return {};
        },
        3));
    EXPECT_TRUE(all.starts_with(export_header()));
    EXPECT_EQ(std::ranges::count(all, '\n'), people + 1);
    std::set<std::string> lines;
    for (size_t i = 0, end; (end = all.find("\r\n", i)) != std::string::npos; i = end + 2) {
      lines.insert(all.substr(i, end - i));
    }
    EXPECT_EQ(lines.size(), static_cast<size_t>(people) + 1);
  }
}

TEST_F(ReportTest, LinesHoldTheOutcome) {
  plan(2);
  hand(1, [](auto& book, auto& row) {
    book.accept(row, M::accepted, "=SM,\"1\"");
    book.carrier_word(row, M::undelivered, "", "30003", "unreachable");
  });
  claim(1, [&](auto& book, auto& row) { book.hold(row, Reason::outside_window, clock_.now() + kHourMs); });
  const auto page = *export_page(*db_, campaign_, {});
  EXPECT_EQ(page.text,
            "1,1,+12025551001,undelivered,carrier_failed,the carrier reports that it was not delivered,"
            "2026-06-01T12:00:00Z,2026-06-01T12:00:00Z,2026-06-01T12:00:00Z,,2026-06-01T12:00:00Z,,1,2,"
            "\"'=SM,\"\"1\"\"\",30003,text\r\n"
            "2,2,+12025551002,planned,outside_window,it is outside the allowed hours where the contact may be,"
            "2026-06-01T12:00:00Z,,,,,2026-06-01T13:00:00Z,0,0,,,text\r\n");
  const auto columns = std::ranges::count(export_header(), ',');
  EXPECT_EQ(columns, std::ranges::count(page.text.substr(page.text.find("\r\n") + 2), ','));
}

TEST_F(ReportTest, TheSinkCanEndIt) {
  plan(10);
  int calls = 0;
  const auto done = export_outcomes(
      *db_, campaign_,
      [&](std::string_view) -> Result<> {
        if (++calls == 3) return fail(ErrorCode::unavailable, "the reader went away");
        return {};
      },
      2);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace tidings::flow
