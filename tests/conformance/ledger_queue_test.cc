// The ledger as a queue: who is claimed when, leases that lapse, look-ups that are due, counters that equal the rows
// whatever happened, hand-overs a sender made.
#include <rapidcheck.h>

#include <set>

#include "store/campaigns.h"
#include "store/ledger.h"
#include "store/stop_number.h"
#include "tests/conformance/store_place_test.h"
#include "tests/support/contact_row.h"

namespace tidings::store {
namespace {

using S = MessageState;

class LedgerQueue : public StorePlaceTest {
 protected:
  void SetUp() override {
    StorePlaceTest::SetUp();
    open(true);
    write([&](Session& s) {
      for (int64_t i = 1; i <= 40; ++i) test::contact_row(s, i, phone_of(i));
      for (auto& id : campaigns_) id = campaigns::insert(s, {.workspace = WorkspaceId{1}, .name = "c"}, now());
    });
  }
  Instant now() const { return world_.clock.now(); }
  void ledger(const std::function<void(Session&, Ledger&)>& work) {
    write([&](Session& s) {
      Ledger l(s, now());
      work(s, l);
      l.close();
    });
  }
  static std::string phone_of(int64_t contact) { return "+1202555" + std::to_string(1000 + contact); }
  NewMessage message(int64_t contact, Instant not_before, CampaignId campaign = {}) {
    return {.workspace = WorkspaceId{1},
            .campaign = campaign,
            .contact = ContactId{contact},
            .kind = campaign ? MessageKind::campaign : MessageKind::single,
            .phone = phone_of(contact),
            .body = "x",
            .not_before = not_before};
  }
  std::vector<int64_t> contacts_of(const std::vector<LedgerRow>& rows) {
    std::vector<int64_t> out;
    for (const auto& row : rows) out.push_back(row.contact.value);
    return out;
  }
  std::string counters_and_rows(Session& s, CampaignId campaign) {
    std::string out;
    for (const auto& part : {ledger::counts(s, campaign), ledger::recount(s, campaign)}) {
      for (const auto& c : part) {
        out += std::to_string(static_cast<int>(c.state)) + "/" + std::to_string(static_cast<int>(c.reason)) + "=" +
               std::to_string(c.n) + " ";
      }
      out += "| ";
    }
    return out;
  }
  bool counters_are_right(Session& s, CampaignId campaign) {
    const auto key = [](const ledger::StateCount& c) { return std::tuple(c.state, c.reason, c.n); };
    return std::ranges::equal(ledger::counts(s, campaign), ledger::recount(s, campaign), {}, key, key);
  }

  CampaignId campaigns_[2];
};
TIDINGS_FOR_EVERY_ENGINE(LedgerQueue);

TEST_P(LedgerQueue, OldestDueFirstAndNothingBeforeItsTime) {
  ledger([&](Session&, Ledger& l) {
    l.plan(message(1, now() - 10));
    l.plan(message(2, now() - 30));
    l.plan(message(3, now() + 1));
    l.plan(message(4, now() - 30));
    l.plan(message(5, now()));
  });
  ledger([&](Session& s, Ledger& l) {
    EXPECT_EQ(ledger::queue_depth(s, {}, MessageKind::single, now()), 4);
    EXPECT_EQ(ledger::next_due(s, {}, MessageKind::single), now() - 30);
    EXPECT_EQ(contacts_of(l.claim({}, MessageKind::single, 3, 7, now() + kMinuteMs)), (std::vector<int64_t>{2, 4, 1}));
    EXPECT_EQ(contacts_of(l.claim({}, MessageKind::single, 3, 7, now() + kMinuteMs)), (std::vector<int64_t>{5}));
    EXPECT_TRUE(l.claim({}, MessageKind::single, 3, 7, now() + kMinuteMs).empty());
    EXPECT_EQ(ledger::next_due(s, {}, MessageKind::single), now() + 1);
  });
  world_.clock.advance(1);
  ledger([&](Session& s, Ledger& l) {
    EXPECT_EQ(contacts_of(l.claim({}, MessageKind::single, 3, 7, now() + kMinuteMs)), (std::vector<int64_t>{3}));
    EXPECT_EQ(ledger::next_due(s, {}, MessageKind::single), std::nullopt);
  });
}

TEST_P(LedgerQueue, EachCampaignAndKindIsAQueueOfItsOwn) {
  ledger([&](Session&, Ledger& l) {
    l.plan(message(1, now(), campaigns_[0]));
    l.plan(message(2, now(), campaigns_[1]));
    l.plan(message(3, now()));
    auto reply = message(4, now());
    reply.kind = MessageKind::reply;
    l.plan(reply);
    EXPECT_EQ(contacts_of(l.claim(campaigns_[1], MessageKind::campaign, 9, 7, now())), (std::vector<int64_t>{2}));
    EXPECT_EQ(contacts_of(l.claim({}, MessageKind::reply, 9, 7, now())), (std::vector<int64_t>{4}));
    EXPECT_EQ(contacts_of(l.claim({}, MessageKind::single, 9, 7, now())), (std::vector<int64_t>{3}));
    EXPECT_EQ(contacts_of(l.claim(campaigns_[0], MessageKind::campaign, 9, 7, now())), (std::vector<int64_t>{1}));
  });
}

TEST_P(LedgerQueue, NobodyIsPlannedTwiceInOneStepOfACampaign) {
  ledger([&](Session&, Ledger& l) {
    EXPECT_TRUE(l.plan(message(1, now(), campaigns_[0])));
    EXPECT_FALSE(l.plan(message(1, now(), campaigns_[0])));
    EXPECT_TRUE(l.plan(message(1, now(), campaigns_[1])));
    auto reminder = message(1, now(), campaigns_[0]);
    reminder.step = 1;
    EXPECT_TRUE(l.plan(reminder));
    EXPECT_TRUE(l.plan(message(1, now())));
    EXPECT_TRUE(l.plan(message(1, now()))) << "single sends have no such bound";
  });
  read([&](Session& s) {
    EXPECT_TRUE(counters_are_right(s, campaigns_[0])) << counters_and_rows(s, campaigns_[0]);
    return 0;
  });
}

TEST_P(LedgerQueue, LeasesLapseAndAnotherProcessesRowsAreFound) {
  ledger([&](Session&, Ledger& l) {
    for (int i = 1; i <= 4; ++i) l.plan(message(i, now()));
    auto mine = l.claim({}, MessageKind::single, 2, 7, now() + 100);
    auto theirs = l.claim({}, MessageKind::single, 2, 8, now() + 200);
    l.hand(theirs[0], {SenderId{1}, "+12025551003", "tw", "x", 1, now() + 300});
  });
  ledger([&](Session& s, Ledger& l) {
    EXPECT_EQ(contacts_of(ledger::lapsed_of_others(s, 7, 9)), (std::vector<int64_t>{4, 3}));
    EXPECT_TRUE(ledger::lapsed(s, now() + 99, 9).empty());
    EXPECT_EQ(contacts_of(ledger::lapsed(s, now() + 200, 9)), (std::vector<int64_t>{1, 2, 4}));
    auto row = ledger::lapsed(s, now() + 100, 1).at(0);
    EXPECT_TRUE(l.keep_lease(row, now() + 1000));
    EXPECT_EQ(contacts_of(ledger::lapsed(s, now() + 300, 9)), (std::vector<int64_t>{2, 4, 3}));
  });
}

TEST_P(LedgerQueue, UnknownRowsAreDueAtTheirTime) {
  ledger([&](Session&, Ledger& l) {
    for (int i = 1; i <= 2; ++i) l.plan(message(i, now()));
    for (auto& row : l.claim({}, MessageKind::single, 2, 7, now() + 100)) {
      l.hand(row, {SenderId{1}, "+1", "tw", "x", 1, now() + 300});
      l.mark_unknown(row, Reason::outcome_unknown, now() + 50 * row.contact.value, "", "");
    }
  });
  read([&](Session& s) {
    EXPECT_TRUE(ledger::unknown_due(s, now() + 49, 9).empty());
    EXPECT_EQ(contacts_of(ledger::unknown_due(s, now() + 50, 9)), (std::vector<int64_t>{1}));
    EXPECT_EQ(ledger::unknown_due(s, now() + 100, 1).size(), 1U);
    return 0;
  });
}

TEST_P(LedgerQueue, StopEndsWhatHasNotLeftAndTakesItFromItsHolder) {
  ledger([&](Session& s, Ledger& l) {
    auto to = [&](int64_t contact, MessageKind kind, CampaignId campaign = {}) {
      auto m = message(contact, now(), campaign);
      m.phone = "+12025550123";
      if (contact != 0) m.contact = test::contact_row(s, 100 + contact, m.phone);
      m.kind = kind;
      return *l.plan(m);
    };
    const auto planned = to(1, MessageKind::campaign, campaigns_[0]);
    const auto claimed = to(1, MessageKind::campaign, campaigns_[1]);
    const auto handed = to(0, MessageKind::reply);
    const auto confirmation = to(0, MessageKind::confirmation);
    auto theirs = l.claim(campaigns_[1], MessageKind::campaign, 1, 7, now() + kMinuteMs);
    auto gone = l.claim({}, MessageKind::reply, 1, 7, now() + kMinuteMs);
    ASSERT_TRUE(l.hand(gone[0], {SenderId{1}, "+12025550123", "tw", "x", 1, now() + kMinuteMs}));
    const auto stopped = stop_number(
        s, l, "+12025550123", {.phone = "+12025550123", .source = std::string(optouts::kKeyword), .created_at = now()});
    EXPECT_TRUE(stopped.new_suppression);
    EXPECT_EQ(stopped.ended, 2);
    EXPECT_FALSE(l.hand(theirs[0], {SenderId{1}, "+12025550123", "tw", "x", 1, now() + kMinuteMs}));
    for (const auto id : {planned, claimed}) {
      EXPECT_EQ(ledger::by_id(s, id)->state, S::blocked);
      EXPECT_EQ(ledger::by_id(s, id)->reason, Reason::opted_out);
    }
    EXPECT_EQ(ledger::by_id(s, handed)->state, S::handed);
    EXPECT_EQ(ledger::by_id(s, confirmation)->state, S::planned);
  });
  read([&](Session& s) {
    for (const auto c : campaigns_) EXPECT_TRUE(counters_are_right(s, c)) << counters_and_rows(s, c);
    return 0;
  });
}

// A STOP finds what waits for a number through its contacts.
TEST_P(LedgerQueue, NothingIsPlannedForAContactOfAnotherNumber) {
  auto wrong = message(1, now());
  wrong.phone = phone_of(2);
  const auto planned = db_->write([&](Session& s) -> Result<> {
    Ledger l(s, now());
    l.plan(wrong);
    l.close();
    return {};
  });
  ASSERT_FALSE(planned);
  EXPECT_EQ(planned.error().code, ErrorCode::conflict);
}

TEST_P(LedgerQueue, ACarriersIdIsFoundAmongManyThousandMessages) {
  std::vector<MessageId> ids;
  ledger([&](Session&, Ledger& l) {
    for (int i = 0; i < 9000; ++i) ids.push_back(*l.plan(message(0, now())));
  });
  ledger([&](Session& s, Ledger& l) {
    const Handover handover{SenderId{1}, phone_of(0), "tw", "x", 1, now() + kMinuteMs, 0, 7};
    for (const size_t i : {size_t{0}, size_t{4000}, size_t{8999}}) {
      auto row = *ledger::by_id(s, ids[i]);
      ASSERT_TRUE(l.hand(row, handover));
      ASSERT_TRUE(l.accept(row, S::accepted, "SM" + std::to_string(i)));
    }
    for (const size_t i : {size_t{0}, size_t{4000}, size_t{8999}}) {
      EXPECT_EQ(ledger::by_provider(s, "SM" + std::to_string(i))->id, ids[i]);
    }
    EXPECT_EQ(ledger::by_provider(s, "SM1"), std::nullopt);
  });
}

TEST_P(LedgerQueue, WhatLeftLatelyIsCountedForANumber) {
  const Instant start = now();
  const auto send = [&](int64_t contact, MessageKind kind, S to) {
    ledger([&](Session& s, Ledger& l) {
      auto m = message(contact, now());
      m.phone = "+12025550123";
      m.contact = test::contact_row(s, 100 + contact, m.phone);
      m.kind = kind;
      l.plan(m);
      auto rows = l.claim({}, kind, 1, 7, now() + 100);
      if (to == S::blocked) {
        ASSERT_TRUE(l.block(rows.at(0), Reason::suppressed));
        return;
      }
      ASSERT_TRUE(l.hand(rows.at(0), {SenderId{1}, "+12025550123", "tw", "x", 1, now() + 300}));
      if (to == S::refused) ASSERT_TRUE(l.refuse(rows[0], Reason::carrier_refused, "", ""));
      if (to == S::accepted) ASSERT_TRUE(l.accept(rows[0], S::accepted, "SM" + std::to_string(contact)));
    });
    world_.clock.advance(1000);
  };
  send(1, MessageKind::single, S::accepted);
  send(2, MessageKind::single, S::handed);
  send(3, MessageKind::single, S::refused);
  send(4, MessageKind::single, S::blocked);
  send(5, MessageKind::confirmation, S::accepted);
  read([&](Session& s) {
    EXPECT_EQ(ledger::sent_since(s, "+12025550123", start - 1), (std::vector{start, start + 1000}));
    EXPECT_EQ(ledger::sent_since(s, "+12025550123", start), (std::vector{start + 1000}));
    EXPECT_TRUE(ledger::sent_since(s, "+12025550124", start - 1).empty());
    EXPECT_EQ(ledger::newest_to_phone(s, "+12025550123")->contact, ContactId{103});
    EXPECT_EQ(ledger::newest_to_phone(s, "+12025550123", WorkspaceId{2}), std::nullopt);
    EXPECT_EQ(ledger::confirmations_since(s, "+12025550123", start).n, 1);
    EXPECT_EQ(ledger::by_provider(s, "SM1")->contact, ContactId{101});
    return 0;
  });
}

TEST_P(LedgerQueue, HandOversOfASenderAreCountedByMinute) {
  write([&](Session& s) {
    const Instant minute{30'000'000 * kMinuteMs};
    for (const int64_t at : {0, 1, 59'999, 60'000, 180'000}) ledger::use_sender(s, SenderId{1}, minute + at);
    ledger::use_sender(s, SenderId{2}, minute);
    using Uses = std::vector<std::pair<int64_t, int64_t>>;
    EXPECT_EQ(ledger::sender_uses(s, SenderId{1}, 0), (Uses{{30'000'000, 3}, {30'000'001, 1}, {30'000'003, 1}}));
    EXPECT_EQ(ledger::sender_uses(s, SenderId{1}, 30'000'001), (Uses{{30'000'001, 1}, {30'000'003, 1}}));
    EXPECT_EQ(ledger::sender_uses(s, SenderId{2}, 0), (Uses{{30'000'000, 1}}));
  });
}

// Any moves in any order, some of them rolled back: what is counted is what is there.
TEST_P(LedgerQueue, CountersEqualTheRowsWhateverHappened) {
  std::vector<LedgerRow> known;
  const auto step = [&](uint64_t dice) {
    const bool undone = dice % 7 == 0;
    std::vector<LedgerRow> next = known;
    const auto done = db_->write([&](Session& s) -> Result<> {
      Ledger l(s, now());
      const CampaignId campaign = campaigns_[dice % 2];
      LedgerRow* row = next.empty() ? nullptr : &next[(dice >> 8) % next.size()];
      const auto could = [&](S to) { return row != nullptr && may_move(row->state, to); };
      switch ((dice >> 4) % 12) {
        case 0:
        case 1:
          if (const auto id = l.plan(message(static_cast<int64_t>(dice >> 8) % 40, now(), campaign))) {
            next.push_back(*ledger::by_id(s, *id));
          }
          break;
        case 2:
        case 3:
          for (const auto& claimed : l.claim(campaign, MessageKind::campaign, 5, 7, now() + 100)) {
            for (auto& x : next) {
              if (x.id == claimed.id) x = claimed;
            }
          }
          break;
        case 4:
          if (could(S::handed)) l.hand(*row, {SenderId{1}, row->phone, "tw", "x", 1, now() + 100});
          break;
        case 5:
          if (could(S::accepted) && row->state != S::planned) l.accept(*row, S::accepted, "SM");
          break;
        case 6:
          if (could(S::unknown)) l.mark_unknown(*row, Reason::outcome_unknown, now(), "", "");
          break;
        case 7:
          if (row != nullptr && row->state == S::claimed) l.hold(*row, Reason::outside_window, now());
          break;
        case 8:
          if (row != nullptr && (row->state == S::handed || row->state == S::unknown))
            l.send_again(*row, Reason::carrier_busy, now(), "", "", row->attempts);
          break;
        case 9:
          if (row != nullptr) {
            constexpr S kWords[] = {S::accepted, S::sent, S::delivered, S::undelivered, S::failed};
            l.carrier_word(*row, kWords[(dice >> 12) % 5], "SM", "", "");
          }
          break;
        case 10:
          if (could(S::cancelled) && row->state != S::accepted) l.finish(*row, S::cancelled, Reason::cancelled_by_user);
          break;
        case 11:
          if (row != nullptr) {
            stop_number(s, l, row->phone, {.phone = row->phone, .source = "keyword", .created_at = now()});
            for (auto& x : next) x = *ledger::by_id(s, x.id);
          }
          break;
      }
      l.close();
      if (undone) return fail(ErrorCode::conflict, "undone");
      return {};
    });
    RC_ASSERT(done.has_value() != undone);
    if (done) known = std::move(next);
    RC_ASSERT(db_->read([&](Session& s) -> Result<> {
                   for (const auto c : campaigns_) RC_ASSERT(counters_are_right(s, c));
                   for (const auto& row : known) {
                     const auto there = ledger::by_id(s, row.id);
                     RC_ASSERT(there.has_value());
                     RC_ASSERT(there->state == row.state);
                     RC_ASSERT(there->reason == row.reason);
                   }
                   return {};
                 })
                  .has_value());
  };
  EXPECT_TRUE(rc::check("counters equal rows", [&] {
    const auto dices = *rc::gen::container<std::vector<uint64_t>>(rc::gen::arbitrary<uint64_t>());
    for (const uint64_t dice : dices) step(dice * 0x9e3779b97f4a7c15ULL >> 3);
  }));
}

}  // namespace
}  // namespace tidings::store
