// Which of several senders the dispatcher takes: the one a person knows, their country's, another carrier's when one
// fails, those on standby only then.
#include "flow/dispatch/dispatch_test_world.h"
#include "store/inbox.h"
#include "store/lookups.h"
#include "store/senders.h"

namespace tidings::dispatch {
namespace {

constexpr const char* kOther = "+12025550101";
constexpr const char* kAbroad = "+447400000001";

class SenderChoice : public DispatchTest {
 protected:
  void SetUp() override {
    DispatchTest::SetUp();
    auto second = std::make_unique<ScriptedCarrier>();
    second->called = "vg";
    carriers_.emplace("vg", std::move(second));
    restart();
  }
  SenderId sender(const char* address, const char* carrier, bool standby = false, int daily_cap = 0) {
    SenderId id;
    write([&](store::Session& s, store::Ledger&) {
      id = store::workspaces::put_sender(s, {.workspace = workspace_,
                                             .address = address,
                                             .carrier = carrier,
                                             .segments_per_s = 1000,
                                             .daily_cap = daily_cap,
                                             .standby = standby});
    });
    return id;
  }
  void policy(const std::function<void(Policy&)>& how) {
    write([&](store::Session& s, store::Ledger&) {
      auto now = store::workspaces::by_id(s, workspace_)->policy;
      how(now);
      ++now.revision;
      store::workspaces::set_policy(s, workspace_, now, clock_.now(), "test", "test");
    });
  }
  std::vector<std::string> people(int n, int from = 1000) {
    std::vector<std::string> out;
    for (int i = 0; i < n; ++i) out.push_back(fmt::format("+1202555{:04}", from + i));
    return out;
  }
  // Answers all that is held: a carrier's answer by its name.
  void answer(const std::map<std::string, std::string>& by_carrier) {
    while (!runner_.held.empty()) {
      const auto& url = runner_.held.front().request.url;
      const auto message = row(MessageId{std::stoll(url.substr(url.find("id=") + 3))});
      const auto said = by_carrier.at(message.carrier);
      runner_.answer(said == "accepted" ? fmt::format("accepted SM{}", ++taken_) : said);
    }
  }
  size_t from(CampaignId id, SenderId sender) {
    const auto all = rows(id);
    return static_cast<size_t>(
        std::ranges::count_if(all, [&](const auto& r) { return r.sender == sender && counts_as_sent(r.state); }));
  }
  int taken_ = 0;
};

TEST_F(SenderChoice, WhoHasHeardFromOneSenderHearsFromItAgainThoughThePoolGrows) {
  const auto first = campaign(people(60));
  tick(2);
  answer({{"tw", "accepted"}});
  tick();
  ASSERT_EQ(from(first, sender_), 60U);
  const auto added = sender(kOther, "tw");
  const auto second = campaign(people(60));
  const auto strangers = campaign(people(60, 3000));
  tick(2);
  answer({{"tw", "accepted"}});
  tick();
  EXPECT_EQ(from(second, sender_), 60U);
  EXPECT_GT(from(strangers, added), 10U) << "who knows nobody yet is shared out";

  policy([](Policy& p) { p.sticky_sender = false; });
  const auto third = campaign(people(60));
  tick(2);
  EXPECT_GT(from(third, added), 10U);
}

TEST_F(SenderChoice, AConversationKeepsTheNumberItRunsOver) {
  const auto added = sender(kOther, "vg");
  for (const auto& phone : people(20)) contact(phone);
  write([&](store::Session& s, store::Ledger&) {
    for (const auto& phone : people(20)) {
      const auto who = store::contacts::by_phone(s, workspace_, phone);
      store::inbox::touch(s, {.workspace = workspace_,
                              .contact = who->id,
                              .phone = phone,
                              .sender_address = kOther,
                              .last_at = clock_.now()});
    }
  });
  const auto id = campaign(people(20));
  tick(2);
  EXPECT_EQ(from(id, added), 20U);
}

TEST_F(SenderChoice, TheSenderOfTheirCountryIsTakenUnlessThePolicySaysOtherwise) {
  const auto abroad = sender(kAbroad, "tw");
  std::vector<std::string> theirs;
  for (int i = 0; i < 30; ++i) theirs.push_back(fmt::format("+44740012{:04}", i));
  const auto id = campaign(theirs);
  const auto ours = campaign(people(30));
  tick(2);
  EXPECT_EQ(from(id, abroad), 30U);
  EXPECT_EQ(from(ours, sender_), 30U);
  answer({{"tw", "accepted"}});
  tick();
  policy([](Policy& p) { p.sender_match = SenderMatch::none, p.sticky_sender = false; });
  const auto any = campaign(people(60, 5000));
  tick(2);
  EXPECT_GT(from(any, abroad), 10U);
}

TEST_F(SenderChoice, WhatOneCarrierRefusesForAWhileAnotherTakes) {
  const auto other = sender(kOther, "vg");
  const auto id = campaign(people(40));
  tick(2);
  ASSERT_EQ(runner_.held.size(), 40U);
  answer({{"tw", "refused transient 30001"}, {"vg", "accepted"}});
  tick(2);
  EXPECT_LT(from(id, other), 40U);
  for (int i = 0; i < 40 && from(id, other) < 40; ++i) {
    advance(1000);
    tick(2);
    answer({{"vg", "accepted"}});
  }
  EXPECT_EQ(from(id, other), 40U);
  EXPECT_EQ(taken_, 40) << "nobody twice";
}

TEST_F(SenderChoice, AnUnknownOutcomeGoesToNobodyElse) {
  sender(kOther, "vg");
  const auto id = campaign(people(40));
  tick(2);
  answer({{"tw", "gibberish"}, {"vg", "accepted"}});
  tick(2);
  const int taken = taken_;
  ASSERT_LT(taken, 40);
  for (int i = 0; i < 20; ++i) {
    advance(5000);
    tick();
    for (; !runner_.held.empty(); runner_.answer("", Transport::maybe_sent)) {
      const auto& url = runner_.held.front().request.url;
      EXPECT_EQ(url.find("/send"), std::string::npos) << url;
    }
  }
  const auto all = rows(id);
  EXPECT_EQ(std::ranges::count(all, MessageState::unknown, &store::LedgerRow::state), 40 - taken);
}

TEST_F(SenderChoice, ThoseOnStandbyTakeOverWhenTheOthersAreStoppedAndStepBackAfterwards) {
  const auto reserve = sender(kOther, "vg", true);
  const auto id = campaign(people(200), 100);
  tick(2);
  EXPECT_EQ(from(id, reserve), 0U);
  answer({{"tw", "account 20003"}, {"vg", "accepted"}});
  for (int i = 0; i < 20 && from(id, reserve) < 30; ++i) {
    tick();
    answer({{"tw", "account 20003"}, {"vg", "accepted"}});
    advance(100);
  }
  EXPECT_GE(from(id, reserve), 30U);
  EXPECT_EQ(from(id, sender_), 0U);
  for (int i = 0; i < 2000 && from(id, sender_) + from(id, reserve) < 200; ++i) {
    advance(100);
    tick();
    answer({{"tw", "accepted"}, {"vg", "accepted"}});
  }
  EXPECT_EQ(taken_, 200) << "nobody twice, nobody left out";
}

TEST_F(SenderChoice, AStandbyWaitsForAnOutageNotForOneBusyAnswer) {
  const auto reserve = sender(kOther, "vg", true);
  const auto id = campaign(people(500), 2);
  for (int i = 0; i < 20; ++i) {
    tick();
    answer({{"tw", "busy 2000"}, {"vg", "accepted"}});
    advance(500);
  }
  EXPECT_EQ(from(id, reserve), 0U) << "busy for ten seconds";
  for (int64_t ms = 0; ms < limits::kOutageMs + 30'000; ms += 500) {
    tick();
    answer({{"tw", "busy 2000"}, {"vg", "accepted"}});
    advance(500);
  }
  const size_t during = from(id, reserve);
  EXPECT_GT(during, 10U) << "it takes nothing at all";
  for (int i = 0; i < 20; ++i) {
    tick();
    answer({{"tw", "accepted"}, {"vg", "accepted"}});
    advance(500);
  }
  const size_t after = from(id, reserve);
  EXPECT_GT(from(id, sender_), 0U) << "it was tried, and took it";
  for (int i = 0; i < 20; ++i) {
    tick();
    answer({{"tw", "accepted"}, {"vg", "accepted"}});
    advance(500);
  }
  EXPECT_EQ(from(id, reserve), after);
}

TEST_F(SenderChoice, AStandbyIsNoWayAroundADailyCap) {
  write([&](store::Session& s, store::Ledger&) {
    auto own = *store::workspaces::sender_by_id(s, sender_);
    own.daily_cap = 5;
    store::workspaces::put_sender(s, own);
  });
  const auto reserve = sender(kOther, "vg", true);
  const auto id = campaign(people(20));
  for (int i = 0; i < 5; ++i) {
    tick(2);
    answer({{"tw", "accepted"}, {"vg", "accepted"}});
    advance(1000);
  }
  EXPECT_EQ(from(id, sender_), 5U);
  EXPECT_EQ(from(id, reserve), 0U);
  const auto all = rows(id);
  EXPECT_EQ(std::ranges::count(all, Reason::sender_daily_cap, &store::LedgerRow::reason), 15);
}

// 2,000 segments a day at T-Mobile, however many numbers and carriers.
class BrandCap : public SenderChoice {
 protected:
  void SetUp() override {
    SenderChoice::SetUp();
    cap(10);
    write([&](store::Session& s, store::Ledger&) {
      auto own = *store::workspaces::sender_by_id(s, sender_);
      own.brand = "acme";
      store::workspaces::put_sender(s, own);
    });
  }
  void cap(int64_t segments) {
    write([&](store::Session& s, store::Ledger&) { store::senders::put_brand(s, {"acme", segments}); });
  }
  int64_t used() {
    int64_t out = 0;
    write([&](store::Session& s, store::Ledger&) {
      out = store::senders::brand_used(s, "acme", brand_day(clock_.now()));
    });
    return out;
  }
  size_t held(CampaignId id) {
    const auto all = rows(id);
    return static_cast<size_t>(std::ranges::count(all, Reason::brand_daily_cap, &store::LedgerRow::reason));
  }
  void network(const std::string& phone, const std::string& name) {
    write([&](store::Session& s, store::Ledger&) {
      const int64_t number = std::stoll(phone.substr(1));
      store::lookups::ask(s, "x", number, clock_.now(), clock_.now() + kDayMs, clock_.now());
      store::lookups::answer(s, "x", number, {.valid = true, .reachable = true, .carrier = name},
                             clock_.now() + kDayMs);
    });
  }
};

TEST_F(BrandCap, HoldsTheRestUntilMidnightOnThePacificCoast) {
  const auto id = campaign(people(25));
  tick(3);
  EXPECT_EQ(from(id, sender_), 10U);
  EXPECT_EQ(held(id), 15U);
  EXPECT_EQ(used(), 10);
  for (const auto& row : rows(id)) {
    if (row.reason == Reason::brand_daily_cap) EXPECT_EQ(format_utc(row.not_before), "2026-11-21T08:00:00Z");
  }
  answer({{"tw", "accepted"}});
  restart();
  tick(2);
  EXPECT_EQ(from(id, sender_), 10U) << "a restart makes no room";
  advance(Instant{1'795'190'400'000 + 16 * kHourMs + kMinuteMs} -
          clock_.now());  // 08:01Z; they may be texted from 13:00Z on
  tick(2);
  advance(Instant{1'795'190'400'000 + 24 * kHourMs} - clock_.now());
  tick(3);
  EXPECT_EQ(from(id, sender_), 20U);
  EXPECT_EQ(used(), 10) << "of the new day";
  expect_counts_hold(id);
}

TEST_F(BrandCap, IsSharedByAllSendersOfTheBrandAndAnotherBrandHasItsOwn) {
  write([&](store::Session& s, store::Ledger&) {
    store::workspaces::put_sender(s, {.workspace = workspace_,
                                      .address = kOther,
                                      .carrier = "vg",
                                      .segments_per_s = 1000,
                                      .daily_cap = 0,
                                      .brand = "acme"});
  });
  const auto id = campaign(people(25));
  tick(3);
  EXPECT_EQ(runner_.held.size(), 10U);
  answer({{"tw", "accepted"}, {"vg", "accepted"}});
  const auto free = sender("+12025550102", "vg");
  write([&](store::Session& s, store::Ledger&) { store::ledger::wake_for_brand(s, clock_.now()); });
  tick(3);
  EXPECT_EQ(from(id, free), 15U) << "one without a brand is not capped";
}

TEST_F(BrandCap, ARaisedCapHasRoomAndWhatWasNotProcessedCountsNowhere) {
  const auto id = campaign(people(25));
  tick(3);
  answer({{"tw", "busy 1000"}});
  tick();
  EXPECT_EQ(used(), 0);
  cap(100);
  write([&](store::Session& s, store::Ledger&) { store::ledger::wake_for_brand(s, clock_.now()); });
  for (int i = 0; i < 10; ++i) {
    advance(1000);
    tick();
    answer({{"tw", "accepted"}});
  }
  tick();
  EXPECT_EQ(from(id, sender_), 25U);
  EXPECT_EQ(used(), 25);
}

TEST_F(BrandCap, OtherNetworksAndOtherCountriesDoNotCount) {
  for (const auto& phone : people(10, 2000)) network(phone, "Verizon Wireless");
  for (const auto& phone : people(5, 3000)) network(phone, "T-Mobile USA, Inc.");
  auto all = people(10, 2000);
  for (const auto& phone : people(5, 3000)) all.push_back(phone);
  for (const auto& phone : people(10, 4000)) all.push_back(phone);
  all.push_back("+447400123456");
  const auto id = campaign(all);
  tick(3);
  EXPECT_EQ(runner_.held.size(), 21U) << "ten of Verizon, one British, and ten that count";
  EXPECT_EQ(used(), 10);
  EXPECT_EQ(held(id), 5U);
}

}  // namespace
}  // namespace tidings::dispatch
