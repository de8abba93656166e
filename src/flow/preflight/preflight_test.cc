#include "flow/preflight/preflight.h"

#include "flow/dispatch/brand_days.h"
#include "flow/preflight/preflight_test_world.h"
#include "store/opt_ins.h"
#include "store/senders.h"

namespace tidings::preflight {
namespace {

TEST_F(PreflightTest, EverybodyAtOnceWhenAllIsOpen) {
  for (int i = 0; i < 30; ++i) person();
  const auto id = campaign();
  const auto out = told(id);
  EXPECT_EQ(out->sends, 30);
  EXPECT_EQ(out->segments, 30);
  EXPECT_EQ(out->senders.at(0).messages, 30);
  EXPECT_NEAR(static_cast<double>(out->ends_at - out->starts_at), 3000, 1100) << "ten a second";
  expect_same(*out, came(id, 1));
}

TEST_F(PreflightTest, WhoIsNotSentToAndWhy) {
  const auto stopped = person();
  suppress(stopped);
  person("212", [](Contact& c) { c.consent = Consent::unknown; });
  person("212", [](Contact& c) { c.status = ContactStatus::inactive; });
  person("212", [](Contact& c) { c.fields.clear(); });
  person("212", [](Contact& c) { c.sms_capable = false; });
  const auto doubtful = person();
  write([&](store::Session& s) {
    store::optouts::open_review(s, {.workspace = workspace_,
                                    .phone = store::contacts::by_id(s, doubtful)->phone,
                                    .contact = doubtful,
                                    .because = "stop it?",
                                    .created_at = clock_.now(),
                                    .due_at = clock_.now() + 100 * kDayMs});
  });
  person();
  const auto id = campaign();
  const auto out = told(id);
  EXPECT_EQ(out->sends, 1);
  EXPECT_EQ(out->blocked, 5);
  EXPECT_EQ(out->held, 1);
  const auto share = [&](Reason reason) {
    const auto at = std::ranges::find(out->reasons, reason, &ReasonShare::reason);
    return at == out->reasons.end() ? ReasonShare{} : *at;
  };
  EXPECT_EQ(share(Reason::suppressed).rule, "suppression");
  EXPECT_EQ(share(Reason::suppressed).recipients, 1);
  EXPECT_EQ(share(Reason::under_review).fate, Fate::held);
  EXPECT_EQ(share(Reason::missing_field).rule, "content");
  expect_same(*out, came(id, 1));
}

TEST_F(PreflightTest, WhoWaitsForTheMorning) {
  clock_.advance(*parse_utc("2026-11-20T21:59:00Z") - clock_.now());  // 16:59 in New York, 13:59 in Los Angeles
  for (int i = 0; i < 40; ++i) person(i % 4 == 0 ? "212" : i % 4 == 1 ? "415" : i % 4 == 2 ? "850" : "312");
  const auto id = campaign([](Campaign& c) { c.rate_per_s = 0.5; });
  const auto out = told(id);
  EXPECT_EQ(out->sends, 40);
  EXPECT_FALSE(out->waits_for.empty());
  EXPECT_GT(out->ends_at, *parse_utc("2026-11-21T14:00:00Z")) << "some wait for Saturday";
  EXPECT_GT(out->hours.size(), 1U);
  expect_same(*out, came(id, 3));
}

TEST_F(PreflightTest, AConsentThatEndsBeforeTheMorning) {
  clock_.advance(*parse_utc("2026-11-20T22:30:00Z") - clock_.now());  // 17:30 in New York
  const auto ends = [](std::string_view at) { return [at](Contact& c) { c.consent_expires_at = *parse_utc(at); }; };
  person();
  person("212", ends("2026-11-20T22:30:00Z"));
  person("212", ends("2026-11-21T13:59:59Z"));
  person("212", ends("2026-11-21T14:02:00Z"));
  person("212", ends("2026-11-21T14:30:00Z"));
  const auto out = told(campaign());
  EXPECT_EQ(out->recipients.at(1).why(), Reason::consent_expired);
  EXPECT_EQ(out->recipients.at(2).why(), Reason::consent_expired);
  EXPECT_EQ(out->sends, 3);
  expect_same(*out, came(out->campaign, 2));
}

TEST_F(PreflightTest, AConsentThatEndsInItsTurn) {
  for (int i = 0; i < 40; ++i) {
    person("212", [&](Contact& c) { c.consent_expires_at = *parse_utc("2026-11-20T16:00:10Z"); });
  }
  const auto out = told(campaign([](Campaign& c) { c.rate_per_s = 2; }));
  EXPECT_GT(out->sends, 10);
  EXPECT_GT(out->blocked, 10);
  EXPECT_EQ(out->sends + out->blocked, 40);
}

TEST_F(PreflightTest, AnOpenQuestionEndsUnanswered) {
  const auto asked = person();
  write([&](store::Session& s) {
    store::opt_ins::insert(s, {.workspace = workspace_,
                               .contact = asked,
                               .phone = store::contacts::by_id(s, asked)->phone,
                               .message = {77},
                               .asked_at = clock_.now(),
                               .due_at = clock_.now() + 2 * kDayMs,
                               .look_at = clock_.now() + 2 * kDayMs});
  });
  const auto out = told(campaign());
  EXPECT_EQ(out->sends, 1);
  EXPECT_EQ(out->recipients.at(0).waited(), Reason::opt_in_pending);
  EXPECT_GE(out->first_at - out->starts_at, 2 * kDayMs);
}

TEST_F(PreflightTest, SeveralSendersAndTheirDays) {
  sender("+15005550002", 1, 7);
  sender("+15005550003", 2, 5);
  write([&](store::Session& s) {
    store::workspaces::put_sender(s, {.workspace = workspace_,
                                      .address = "+15005550001",
                                      .carrier = "willing",
                                      .segments_per_s = 1,
                                      .daily_cap = 10});
  });
  for (int i = 0; i < 60; ++i) person();
  const auto id = campaign();
  const auto out = told(id);
  EXPECT_EQ(out->sends, 60);
  EXPECT_GE(out->ends_at - out->starts_at, 2 * kDayMs) << "22 a day";
  const auto rows = came(id, 5);
  int64_t handed = 0;
  for (const auto& [contact, row] : rows) handed += row.handed_at.ms != 0;
  EXPECT_EQ(handed, 60);
}

TEST_F(PreflightTest, TheDayOfABrand) {
  sender("+15005550002", 1, 0);
  write([&](store::Session& s) {
    store::senders::put_brand(s, {"acme", 9});
    for (auto one : store::workspaces::senders(s, workspace_)) {
      one.brand = "acme";
      store::workspaces::put_sender(s, one);
    }
  });
  for (int i = 0; i < 40; ++i) person();
  for (int i = 0; i < 7; ++i) person("416");
  const auto id = campaign();
  const auto out = told(id);
  EXPECT_EQ(out->sends, 47);
  ASSERT_FALSE(out->waits_for.empty());
  EXPECT_TRUE(std::ranges::any_of(out->waits_for, [](const auto& one) {
    return one.first == Reason::brand_daily_cap && one.second == 31;
  })) << "nine a day; those of Toronto do not count";
  EXPECT_GE(out->ends_at - out->starts_at, 3 * kDayMs) << "the fifth day";
  const auto rows = came(id, 6);
  expect_same(*out, rows);
  std::map<int64_t, int> a_day;
  for (const auto& [contact, row] : rows) {
    if (dispatch::brand_concerns(row.phone)) ++a_day[dispatch::brand_day(row.handed_at)];
  }
  for (const auto& [day, n] : a_day) EXPECT_LE(n, 9);
}

TEST_F(PreflightTest, ACarriersOwnRateHoldsAllItsSenders) {
  sender("+15005550002", 10, 0);
  for (int i = 0; i < 60; ++i) person();
  auto& carrier = static_cast<WillingCarrier&>(*carriers_.begin()->second);
  carrier.per_s = 2;
  setting_.carrier_per_s = [&](std::string_view) { return carrier.per_s; };
  const auto id = campaign();
  const auto out = told(id);
  EXPECT_EQ(out->sends, 60);
  EXPECT_GE(out->ends_at - out->starts_at, 28 * kSecondMs) << "two a second, of both senders together";
  Instant last;
  for (const auto& [contact, row] : came(id, 1)) last = std::max(last, row.handed_at);
  EXPECT_NEAR(static_cast<double>(last - out->starts_at), static_cast<double>(out->ends_at - out->starts_at), 3'000);
}

TEST_F(PreflightTest, CallsGoOneASecondFromEachNumberByTheLawOfCalls) {
  write([&](store::Session& s) {
    for (const char* address : {"+15005550011", "+15005550012"}) {
      store::workspaces::put_sender(s, {.workspace = workspace_,
                                        .address = address,
                                        .carrier = "willing",
                                        .daily_cap = 0,
                                        .texts = false,
                                        .calls = true});
    }
  });
  for (int i = 0; i < 20; ++i) person();
  person("212", [](Contact& c) { c.sms_capable = false; });  // a landline can be called
  person("212", [](Contact& c) { c.fields.clear(); });
  const auto id = campaign([](Campaign& c) {
    c.type = CampaignType::voice;
    c.body.clear();
    c.spoken.text = "Hello {{name}}";
  });
  setting_.calls_per_s = [](std::string_view) { return std::optional(1.0); };
  const auto out = told(id);
  EXPECT_EQ(out->sends, 21);
  EXPECT_EQ(out->blocked, 1);
  EXPECT_NEAR(static_cast<double>(out->ends_at - out->starts_at), 20'000, 2'100) << "the account's one a second";
  setting_.calls_per_s = [](std::string_view) { return std::optional(10.0); };
  EXPECT_LT(told(id)->ends_at - out->starts_at, 18'500) << "two numbers, each its people";
  EXPECT_GE(told(id)->ends_at - out->starts_at, 9'000);
  const auto priced = fly(env_, *db_, setting_, {.campaign = id, .starts_at = {}, .prices = {}, .prices_given = true});
  EXPECT_EQ(priced.error().where, "prices");
  setting_.calls_per_s = [](std::string_view) { return std::nullopt; };
  EXPECT_EQ(told(id)->sends, 0) << "no carrier makes calls";
}

TEST_F(PreflightTest, WhatComesTooLateExpires) {
  for (int i = 0; i < 100; ++i) person();
  const auto id = campaign([&](Campaign& c) { c.not_after = clock_.now() + 5'000; });
  const auto out = told(id);
  EXPECT_NEAR(static_cast<double>(out->sends), 50, 12);
  EXPECT_EQ(out->sends + out->expires, 100);
  EXPECT_EQ(out->recipients.size(), 100U);
}

TEST_F(PreflightTest, AStartAtAnotherTime) {
  person();
  const auto id = campaign();
  const auto out = told(id, *parse_utc("2026-11-21T02:00:00Z"));
  EXPECT_EQ(out->first_at, *parse_utc("2026-11-21T14:00:00Z"));
  EXPECT_EQ(out->recipients.at(0).waited(), Reason::outside_window);
  const auto within_a_second = told(id, *parse_utc("2026-11-21T02:00:00.748Z"));
  EXPECT_EQ(not_before(*within_a_second, within_a_second->recipients.at(0)), *parse_utc("2026-11-21T14:00:00Z"));
  const auto at_once = told(id, *parse_utc("2026-11-20T17:00:00.748Z"));
  EXPECT_GE(not_before(*at_once, at_once->recipients.at(0)), at_once->starts_at);
  EXPECT_LE(not_before(*at_once, at_once->recipients.at(0)), at_once->starts_at + kSecondMs);
  const auto past = fly(env_, *db_, setting_, {.campaign = id, .starts_at = clock_.now() - kHourMs, .prices = {}});
  ASSERT_FALSE(past);
  EXPECT_EQ(past.error().where, "at");
}

TEST_F(PreflightTest, AStartThatWasUndoneKeepsWhomItPlanned) {
  for (int i = 0; i < 6; ++i) person();
  const auto stopped = person();
  const auto id = campaign([](Campaign& c) { c.undo_ms = kHourMs; });
  flow::Campaigns campaigns(env_, *db_);
  ASSERT_TRUE(campaigns.act(id, flow::CampaignAction::start, "test"));
  flow::Planner planner(env_, *db_);
  while (planner.tick() > 0) {
  }
  ASSERT_TRUE(campaigns.act(id, flow::CampaignAction::undo, "test"));
  for (int i = 0; i < 3; ++i) person();  // not planned: the audience was read to its end
  suppress(stopped);
  const auto out = told(id);
  EXPECT_EQ(out->recipients.size(), 7U);
  EXPECT_EQ(out->sends, 6);
  EXPECT_EQ(out->blocked, 1);
  const auto rows = came(id, 1);
  EXPECT_EQ(rows.size(), 7U);
  expect_same(*out, rows);
}

TEST_F(PreflightTest, NothingIsWritten) {
  for (int i = 0; i < 5; ++i) person();
  const auto id = campaign();
  told(id);
  write([&](store::Session& s) {
    EXPECT_TRUE(store::ledger::of_campaign(s, id, {}, 10).empty());
    EXPECT_EQ(store::campaigns::by_id(s, id)->status, CampaignStatus::draft);
    EXPECT_EQ(store::campaigns::by_id(s, id)->plan_cursor, 0);
  });
}

TEST_F(PreflightTest, WhatCannotStartIsSaidAsTheStartWould) {
  person();
  const auto id = campaign([&](Campaign& c) { c.not_after = clock_.now() - 1; });
  const auto out = fly(env_, *db_, setting_, {.campaign = id, .starts_at = {}, .prices = {}});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::conflict);
  EXPECT_EQ(out.error().where, "not_after");
  EXPECT_EQ(fly(env_, *db_, setting_, {.campaign = {99}, .starts_at = {}, .prices = {}}).error().code,
            ErrorCode::not_found);
}

TEST_F(PreflightTest, EndsWhenNobodyWaits) {
  for (int i = 0; i < 5; ++i) person();
  const auto id = campaign([&](Campaign& c) { c.not_after = clock_.now() + 100; });
  const auto out =
      fly(env_, *db_, setting_, {.campaign = id, .starts_at = {}, .prices = {}, .gone = [] { return true; }});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::unavailable);
}

TEST_F(PreflightTest, CostsWhatIsKnown) {
  person();
  person("212", [](Contact& c) { c.region = "GB"; });
  const auto id = campaign();
  const auto prices =
      read_prices(parse_json(R"({"currency":"USD","prices":[{"country":"US","per_segment":0.0079}]})").value());
  ASSERT_TRUE(prices);
  const auto out = fly(env_, *db_, setting_, {.campaign = id, .starts_at = {}, .prices = *prices});
  ASSERT_TRUE(out);
  EXPECT_EQ((*out)->cost.millionths, 7900);
  EXPECT_EQ((*out)->cost.unpriced_segments, 1);
  EXPECT_EQ(decimal(7900), "0.0079");
  EXPECT_EQ(decimal(12'000'000), "12.00");
}

}  // namespace
}  // namespace tidings::preflight
