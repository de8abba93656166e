#include "flow/dispatch/dispatch_test_world.h"
#include "store/incidents.h"

namespace tidings::dispatch {
namespace {

const std::string kAnn = "+12025550123";
const std::string kBob = "+12025550124";

TEST_F(DispatchTest, AMessageLeavesAndIsAccepted) {
  const auto spring = campaign({kAnn});
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  EXPECT_EQ(runner_.held[0].request.body, "Hi Ann");
  EXPECT_EQ(rows(spring)[0].state, MessageState::handed);
  runner_.answer("accepted SM1");
  tick();
  const auto sent = rows(spring)[0];
  EXPECT_EQ(sent.state, MessageState::accepted);
  EXPECT_EQ(sent.provider_id, "SM1");
  EXPECT_EQ(sent.body, "Hi Ann");
  expect_counts_hold(spring);
  write([&](store::Session& s, store::Ledger&) {
    EXPECT_EQ(store::ledger::decisions(s, sent.id).size(), 1U) << "why is kept for sent ones too";
    EXPECT_EQ(store::ledger::attempts(s, sent.id).at(0).outcome, "accepted");
  });
}

// 16:00 UTC is 11:00 in New York; the law closes at 21:00 there, the campaign's own hours may close before.
TEST_F(DispatchTest, TheEndOfTheWindowTravelsToTheCarrier) {
  campaign({kAnn});
  const Instant before = clock_.now();
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  const auto& url = runner_.held[0].request.url;
  const auto at = url.find("validity_s=");
  ASSERT_NE(at, std::string::npos) << url;
  const int64_t validity_s = std::stoll(url.substr(at + 11));
  EXPECT_GT(validity_s, 0);
  EXPECT_LE(before.ms + validity_s * kSecondMs, parse_utc("2026-11-21T02:00Z")->ms - limits::kHandoverMs)
      << "the carrier counts from when it has the request, which may be that much later";
}

TEST_F(DispatchTest, StopAfterTheClaimIsNotHandedOver) {
  // So slow that the second message is claimed and waits for its bucket.
  const auto spring = campaign({kAnn, kBob}, 0.5);
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  const auto waiting = rows(spring)[0].state == MessageState::claimed ? rows(spring)[0] : rows(spring)[1];
  ASSERT_EQ(waiting.state, MessageState::claimed);
  write([&](store::Session& s, store::Ledger& ledger) {
    const auto stopped = store::stop_number(
        s, ledger, waiting.phone,
        {.phone = waiting.phone, .source = std::string(store::optouts::kKeyword), .created_at = clock_.now()});
    EXPECT_EQ(stopped.ended, 1);
  });
  advance(10'000);
  tick(5);
  EXPECT_EQ(runner_.held.size(), 1U) << "nothing left for the number that said STOP";
  EXPECT_EQ(row(waiting.id).state, MessageState::blocked);
  EXPECT_EQ(row(waiting.id).reason, Reason::opted_out);
  expect_counts_hold(spring);
}

TEST_F(DispatchTest, TransientRefusalsAreTriedAgainAfter5And10And20Seconds) {
  const auto id = single(kAnn);
  for (const int64_t delay : {5'000, 10'000, 20'000}) {
    tick(3);
    ASSERT_EQ(runner_.held.size(), 1U);
    runner_.answer("refused transient 30001");
    tick();
    EXPECT_EQ(row(id).state, MessageState::planned);
    advance(delay - 100);
    tick(2);
    EXPECT_TRUE(runner_.held.empty()) << "not before its time";
    advance(200);
  }
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  runner_.answer("refused transient 30001");
  tick();
  EXPECT_EQ(row(id).state, MessageState::refused);
  EXPECT_EQ(row(id).reason, Reason::attempts_exhausted);
}

TEST_F(DispatchTest, PermanentRefusalsEndItAndOptedOutSuppressesTheNumber) {
  const auto first = single(kAnn);
  tick(3);
  runner_.answer("refused opted_out 21610");
  tick();
  EXPECT_EQ(row(first).state, MessageState::refused);
  write([&](store::Session& s, store::Ledger&) {
    ASSERT_EQ(store::optouts::in_force(s, kAnn).size(), 1U);
    EXPECT_EQ(store::optouts::in_force(s, kAnn)[0].source, store::optouts::kCarrier);
  });
}

TEST_F(DispatchTest, BusyDoesNotUseUpAttemptsAndTheCarriersOwnTimeWins) {
  const auto id = single(kAnn);
  for (int i = 0; i < 20; ++i) {
    tick(3);
    ASSERT_EQ(runner_.held.size(), 1U) << i;
    runner_.answer("busy 2000");
    tick();
    advance(1'900);
    tick();
    EXPECT_TRUE(runner_.held.empty());
    advance(200);
  }
  tick(3);
  runner_.answer("accepted SM1");
  tick();
  EXPECT_EQ(row(id).state, MessageState::accepted);
}

TEST_F(DispatchTest, ATimeoutIsUnknownAndNeverResentWhileTheCarrierHasIt) {
  const auto id = single(kAnn);
  tick(3);
  runner_.answer("", Transport::maybe_sent);
  tick();
  const auto unknown = row(id);
  EXPECT_EQ(unknown.state, MessageState::unknown);
  advance(29'000);
  tick(3);
  EXPECT_TRUE(runner_.held.empty()) << "not asked before the request can have ended at the carrier";
  advance(2'000);
  tick(2);
  ASSERT_EQ(runner_.held.size(), 1U);
  EXPECT_TRUE(runner_.held[0].request.url.starts_with("http://carrier/find"));
  runner_.answer(fmt::format(R"(found {{"id":"SM7","to":"{}","body":"hello","at":{}}})", kAnn, unknown.handed_at.ms));
  tick(2);
  EXPECT_EQ(row(id).state, MessageState::delivered);
  EXPECT_EQ(row(id).provider_id, "SM7");
}

TEST_F(DispatchTest, UnknownIsSentAgainOnlyWhenTheCarrierTwiceDoesNotHaveIt) {
  const auto id = single(kAnn);
  tick(3);
  runner_.answer("", Transport::maybe_sent);
  tick();
  advance(31'000);
  tick(2);
  runner_.answer("none");
  tick(2);
  EXPECT_EQ(row(id).state, MessageState::unknown) << "once may be too early";
  advance(31'000);
  tick(2);
  ASSERT_EQ(runner_.held.size(), 1U);
  runner_.answer("none");
  tick(5);
  ASSERT_EQ(runner_.held.size(), 1U);
  EXPECT_TRUE(runner_.held[0].request.url.starts_with("http://carrier/send"));
}

TEST_F(DispatchTest, ACarrierWithoutAListLeavesTheUnknownToItsReceipt) {
  carrier_->cannot_find = true;
  const auto id = single(kAnn);
  tick(3);
  runner_.answer("", Transport::maybe_sent);
  tick();
  for (int64_t waited = 0; waited < options_.unknown_give_up_ms - kHourMs; waited += kHourMs) {
    advance(kHourMs);
    tick(2);
    ASSERT_TRUE(runner_.held.empty()) << "neither asked nor sent again";
    ASSERT_EQ(row(id).state, MessageState::unknown);
  }
  advance(2 * kHourMs);
  tick(2);
  EXPECT_EQ(row(id).state, MessageState::unresolved);
  EXPECT_TRUE(runner_.held.empty());
}

TEST_F(DispatchTest, ALookUpWithoutAnAnswerSaysNothing) {
  const auto id = single(kAnn);
  tick(3);
  runner_.answer("", Transport::maybe_sent);
  tick();
  for (int i = 0; i < 4; ++i) {
    advance(31'000);
    tick(2);
    ASSERT_EQ(runner_.held.size(), 1U) << i;
    runner_.answer("", Transport::not_sent);
    tick(2);
    EXPECT_EQ(row(id).state, MessageState::unknown);
  }
}

TEST_F(DispatchTest, AfterACrashHandedBecomesUnknownAndClaimedIsFreeAgain) {
  const auto spring = campaign({kAnn, kBob}, 0.5);
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  restart();
  tick();
  int unknown = 0, free = 0;
  for (const auto& r : rows(spring)) {
    unknown += r.state == MessageState::unknown;
    free += r.state != MessageState::unknown;  // and, with buckets full again, perhaps under way already
  }
  EXPECT_EQ(unknown, 1);
  EXPECT_EQ(free, 1);
  expect_counts_hold(spring);
}

TEST_F(DispatchTest, TestModeRedirectsBeforeTheRequestAndKeepsTheRealRecipient) {
  options_.test_recipient = "+15005550006";
  restart();
  const auto id = single(kAnn);
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  EXPECT_TRUE(runner_.held[0].request.url.find("to=+15005550006") != std::string::npos);
  EXPECT_EQ(row(id).phone, kAnn);
  EXPECT_EQ(row(id).sent_to, "+15005550006");
}

TEST_F(DispatchTest, TheSendersDailyCapHoldsTheNextOneAndSurvivesARestart) {
  write([&](store::Session& s, store::Ledger&) {
    store::workspaces::put_sender(
        s, {.workspace = workspace_, .address = kOurs, .carrier = "tw", .segments_per_s = 1000, .daily_cap = 2});
  });
  std::vector<MessageId> ids;
  for (const char* phone : {"+12025550131", "+12025550132", "+12025550133"}) ids.push_back(single(phone));
  tick(4);
  EXPECT_EQ(runner_.held.size(), 2U);
  EXPECT_EQ(row(ids[2]).state, MessageState::planned);
  EXPECT_EQ(row(ids[2]).reason, Reason::sender_daily_cap);
  const auto until = row(ids[2]).not_before;
  EXPECT_GE(until - clock_.now(), kDayMs - kMinuteMs);
  restart();
  tick(4);
  EXPECT_EQ(row(ids[2]).state, MessageState::planned);
  clock_.jump_to(until - kHourMs);
  tick(4);
  EXPECT_EQ(row(ids[2]).state, MessageState::planned);
}

TEST_F(DispatchTest, UrgentOnesOvertakeACampaign) {
  std::vector<std::string> many;
  for (int i = 0; i < 50; ++i) many.push_back(fmt::format("+1202555{:04d}", i + 200));
  campaign(many, 10);
  tick(2);
  single(kBob, MessageKind::urgent);
  tick(2);
  advance(1000);
  tick(2);
  bool urgent_left = false;
  for (const auto& held : runner_.held) urgent_left = urgent_left || held.request.body == "hello";
  EXPECT_TRUE(urgent_left);
  EXPECT_LE(runner_.held.size(), 13U) << "and the campaign kept its rate";
}

TEST_F(DispatchTest, AFailedTransactionLosesNoAnswer) {
  const auto id = single(kAnn);
  tick(3);
  runner_.answer("accepted SM1");
  db_->stop();
  EXPECT_FALSE(dispatcher_->tick());
  EXPECT_FALSE(dispatcher_->tick()) << "kept, and tried again";
  restart();
  tick();
  EXPECT_EQ(row(id).state, MessageState::unknown) << "a crash then leaves it unknown, not lost";
}

TEST_F(DispatchTest, UnderTestModeAnOptOutIsTheTestRecipientsOwn) {
  options_.test_recipient = "+15005550006";
  restart();
  single(kAnn);
  tick(3);
  runner_.answer("refused opted_out 21610");
  tick();
  write([&](store::Session& s, store::Ledger&) {
    EXPECT_TRUE(store::optouts::in_force(s, kAnn).empty()) << "nobody asked her";
    EXPECT_EQ(store::optouts::in_force(s, "+15005550006").size(), 1U);
  });
}

TEST_F(DispatchTest, AnAnswerWhoseFirstWordIsTheLastEndsTheMessageWithItsReason) {
  const auto failed = single(kAnn);
  tick(3);
  runner_.answer("over failed SM1");
  tick();
  EXPECT_EQ(row(failed).state, MessageState::failed);
  EXPECT_EQ(row(failed).reason, Reason::carrier_failed);
  EXPECT_EQ(row(failed).error_code, "21610");
  EXPECT_NE(row(failed).ended_at.ms, 0);
  write([&](store::Session& s, store::Ledger&) { EXPECT_EQ(store::optouts::in_force(s, kAnn).size(), 1U); });

  const auto cancelled = single(kBob);
  tick(3);
  runner_.answer("over canceled SM2");
  tick();
  EXPECT_EQ(row(cancelled).state, MessageState::cancelled);
}

TEST_F(DispatchTest, AClockThatRunsAheadOfTheCarriersNeverSendsTwice) {
  const auto id = single(kAnn);
  tick(3);
  const auto handed_at = row(id).handed_at;
  runner_.answer("", Transport::maybe_sent);
  tick();
  advance(31'000);
  const auto at_carrier = (handed_at - 10 * kMinuteMs).ms;
  for (int i = 0; i < 4; ++i) {
    tick(2);
    ASSERT_EQ(runner_.held.size(), 1U) << i;
    ASSERT_TRUE(runner_.held[0].request.url.starts_with("http://carrier/find")) << i;
    runner_.answer(fmt::format(R"(found {{"id":"SM7","to":"{}","body":"hello","at":{}}})", kAnn, at_carrier));
    tick(2);
    EXPECT_EQ(row(id).state, MessageState::unknown);
    advance(kHourMs + 1000);
  }
}

TEST_F(DispatchTest, SingleOnesThatWaitDoNotKeepConfirmationsBack) {
  options_.claim_batch = 4;
  restart();
  write([&](store::Session& s, store::Ledger&) {
    store::workspaces::put_sender(
        s, {.workspace = workspace_, .address = kOurs, .carrier = "tw", .segments_per_s = 0.1, .daily_cap = 0});
  });
  for (int i = 0; i < 20; ++i) single(fmt::format("+1202555{:04d}", i + 200));
  tick(4);
  const auto confirmation = single(kBob, MessageKind::confirmation);
  tick();
  EXPECT_EQ(row(confirmation).state, MessageState::claimed) << "first in line when the sender has room";
}

TEST_F(DispatchTest, WhatTheCarrierDidNotTakeDoesNotUseUpTheDailyCap) {
  write([&](store::Session& s, store::Ledger&) {
    store::workspaces::put_sender(
        s, {.workspace = workspace_, .address = kOurs, .carrier = "tw", .segments_per_s = 1000, .daily_cap = 2});
  });
  const auto id = single(kAnn);
  for (int i = 0; i < 5; ++i) {
    tick(3);
    ASSERT_EQ(runner_.held.size(), 1U) << i;
    runner_.answer("busy 2000");
    tick();
    advance(2'100);
  }
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  runner_.answer("accepted SM1");
  tick();
  EXPECT_EQ(row(id).state, MessageState::accepted);
  single(kBob);
  single("+12025550131");
  tick(4);
  EXPECT_EQ(runner_.held.size(), 1U) << "the one that left counts";
}

TEST_F(DispatchTest, AClockThatRanAheadAndIsSetBackDoesNotFreeTheDailyCap) {
  write([&](store::Session& s, store::Ledger&) {
    store::workspaces::put_sender(
        s, {.workspace = workspace_, .address = kOurs, .carrier = "tw", .segments_per_s = 1000, .daily_cap = 2});
  });
  const auto noon = clock_.now();
  single(kAnn);
  single(kBob);
  tick(3);
  ASSERT_EQ(runner_.held.size(), 2U);
  clock_.jump_to(noon + 2 * kDayMs);
  single("+12025550131");
  tick();
  write([&](store::Session& s, store::Ledger&) { store::incidents::resolve(s, "clock", "believed", clock_.now()); });
  tick(3);
  ASSERT_EQ(runner_.held.size(), 3U) << "two days on there is room";
  clock_.jump_to(noon + kMinuteMs);
  const auto fourth = single("+12025550132");
  tick(3);
  EXPECT_EQ(row(fourth).reason, Reason::sender_daily_cap);
  EXPECT_EQ(runner_.held.size(), 3U);
}

TEST_F(DispatchTest, ACarrierThatFailsAgainAndAgainIsGivenAPause) {
  std::vector<std::string> many;
  for (int i = 0; i < 200; ++i) many.push_back(fmt::format("+1202555{:04d}", i + 200));
  const auto spring = campaign(many, 1000);
  int asked = 0;
  for (int i = 0; i < 200; ++i) {
    tick();
    while (!runner_.held.empty()) {
      ++asked;
      runner_.answer("", Transport::maybe_sent);
    }
  }
  EXPECT_LT(asked, 150) << "two seconds of time-outs must not make every message unknown";
  int unknown = 0;
  for (const auto& r : rows(spring)) unknown += r.state == MessageState::unknown;
  EXPECT_EQ(unknown, asked);
}

TEST_F(DispatchTest, ATestRecipientWhoSaidStopIsLeftAloneToo) {
  options_.test_recipient = "+15005550006";
  restart();
  write([&](store::Session& s, store::Ledger& ledger) {
    store::stop_number(
        s, ledger, "+15005550006",
        {.phone = "+15005550006", .source = std::string(store::optouts::kKeyword), .created_at = clock_.now()});
  });
  const auto id = single(kAnn);
  tick(3);
  EXPECT_TRUE(runner_.held.empty());
  EXPECT_EQ(row(id).state, MessageState::planned);
  EXPECT_EQ(row(id).reason, Reason::suppressed);
}

TEST_F(DispatchTest, SendersGetPeopleInProportionToTheirRate) {
  write([&](store::Session& s, store::Ledger&) {
    store::workspaces::put_sender(
        s, {.workspace = workspace_, .address = "+12025550101", .carrier = "tw", .segments_per_s = 1, .daily_cap = 0});
  });
  std::vector<std::string> many;
  for (int i = 0; i < 300; ++i) many.push_back(fmt::format("+1202555{:04d}", i + 200));
  const auto spring = campaign(many, 1000);
  int left = 0;
  for (int i = 0; i < 300; ++i) {
    tick();
    while (!runner_.held.empty()) runner_.answer(fmt::format("accepted SM{}", ++left));
  }
  EXPECT_GT(left, 295) << "a sender of one a second does not hold up the one of a thousand";
  expect_counts_hold(spring);
}

}  // namespace
}  // namespace tidings::dispatch
