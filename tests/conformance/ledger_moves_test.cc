// Every move of the ledger from every state: the table of domain/message.h decides, the row and the counters follow,
// and a move against the table, or without the lease, changes nothing.
#include "domain/message.h"
#include "store/campaigns.h"
#include "store/ledger.h"
#include "tests/conformance/store_place_test.h"
#include "tests/support/contact_row.h"

namespace tidings::store {
namespace {

using S = MessageState;

class LedgerMoves : public StorePlaceTest {
 protected:
  void SetUp() override {
    StorePlaceTest::SetUp();
    open(true);
    write([&](Session& s) { campaign_ = campaigns::insert(s, {.workspace = WorkspaceId{1}, .name = "c"}, now()); });
  }
  Instant now() const { return world_.clock.now(); }

  LedgerRow planned() {
    LedgerRow row;
    write([&](Session& s) {
      Ledger ledger(s, now());
      const auto contact = test::contact_row(s, ++contacts_, "+12025550123");
      const auto id = ledger.plan({.workspace = WorkspaceId{1},
                                   .campaign = campaign_,
                                   .contact = contact,
                                   .kind = MessageKind::campaign,
                                   .phone = "+12025550123",
                                   .not_before = now(),
                                   .not_after = now() + kDayMs});
      ledger.close();
      row = *ledger::by_id(s, *id);
    });
    return row;
  }
  // A fresh row in that state, brought there by legal moves only.
  LedgerRow in_state(S state) {
    LedgerRow row = planned();
    if (state == S::planned) return row;
    write([&](Session& s) {
      Ledger l(s, now());
      row = l.claim(campaign_, MessageKind::campaign, 1, kLease, now() + kMinuteMs).at(0);
      const auto hand = [&] {
        ASSERT_TRUE(l.hand(row, {SenderId{1}, "+12025550123", "tw", "hello", 1, now() + kMinuteMs}));
      };
      const auto accept = [&] {
        hand();
        ASSERT_TRUE(l.accept(row, S::accepted, "SM" + std::to_string(row.id.value)));
      };
      switch (state) {
        case S::planned:
        case S::claimed:
          break;
        case S::handed:
          hand();
          break;
        case S::unknown:
          hand();
          ASSERT_TRUE(l.mark_unknown(row, Reason::outcome_unknown, now() + 1, "no_answer", "nobody answered"));
          break;
        case S::unresolved:
          hand();
          ASSERT_TRUE(l.mark_unknown(row, Reason::outcome_unknown, now() + 1, "no_answer", "nobody answered"));
          ASSERT_TRUE(l.finish(row, S::unresolved, Reason::outcome_unknown));
          break;
        case S::refused:
          hand();
          ASSERT_TRUE(l.refuse(row, Reason::carrier_refused, "21211", "not a number"));
          break;
        case S::accepted:
          accept();
          break;
        case S::sent:
        case S::delivered:
        case S::undelivered:
        case S::failed:
          accept();
          ASSERT_TRUE(l.carrier_word(row, state, "", "", ""));
          break;
        case S::blocked:
          ASSERT_TRUE(l.block(row, Reason::suppressed));
          break;
        case S::cancelled:
          ASSERT_TRUE(l.finish(row, S::cancelled, Reason::cancelled_by_user));
          break;
        case S::expired:
          ASSERT_TRUE(l.finish(row, S::expired, Reason::not_after_passed));
          break;
      }
      l.close();
    });
    EXPECT_EQ(row.state, state);
    return row;
  }
  LedgerRow stored(MessageId id) {
    return read([&](Session& s) { return *ledger::by_id(s, id); });
  }
  void expect_counters_are_right() {
    const auto key = [](const ledger::StateCount& c) { return std::tuple(c.state, c.reason, c.n); };
    const auto kept = read([&](Session& s) { return ledger::counts(s, campaign_); });
    const auto real = read([&](Session& s) { return ledger::recount(s, campaign_); });
    EXPECT_TRUE(std::ranges::equal(kept, real, {}, key, key));
  }

  static constexpr int64_t kLease = 77;
  CampaignId campaign_;
  int64_t contacts_ = 0;
};
TIDINGS_FOR_EVERY_ENGINE(LedgerMoves);

struct Move {
  std::string name;
  S to;
  // Whether it moved. Never called where the table forbids it, but through carrier_word, which asks by itself.
  std::function<bool(Ledger&, LedgerRow&, Instant)> make;
};
const std::vector<Move>& moves() {
  static const std::vector<Move> kMoves{
      {"hold", S::planned, [](auto& l, auto& r, Instant now) { return l.hold(r, Reason::outside_window, now + 5); }},
      {"send_again", S::planned,
       [](auto& l, auto& r, Instant now) { return l.send_again(r, Reason::carrier_busy, now + 5, "429", "busy", 1); }},
      {"block", S::blocked, [](auto& l, auto& r, Instant) { return l.block(r, Reason::suppressed); }},
      {"hand", S::handed,
       [](auto& l, auto& r, Instant now) {
         return l.hand(r, {SenderId{1}, "+12025550123", "tw", "hello", 1, now + kMinuteMs});
       }},
      {"accept", S::accepted, [](auto& l, auto& r, Instant) { return l.accept(r, S::accepted, "SMx"); }},
      {"refuse", S::refused, [](auto& l, auto& r, Instant) { return l.refuse(r, Reason::carrier_refused, "1", "no"); }},
      {"mark_unknown", S::unknown,
       [](auto& l, auto& r, Instant now) { return l.mark_unknown(r, Reason::outcome_unknown, now + 5, "1", "?"); }},
      {"cancel", S::cancelled,
       [](auto& l, auto& r, Instant) { return l.finish(r, S::cancelled, Reason::cancelled_by_user); }},
      {"expire", S::expired,
       [](auto& l, auto& r, Instant) { return l.finish(r, S::expired, Reason::not_after_passed); }},
      {"give_up", S::unresolved,
       [](auto& l, auto& r, Instant) { return l.finish(r, S::unresolved, Reason::outcome_unknown); }},
  };
  return kMoves;
}

std::vector<S> all_states() {
  std::vector<S> out;
  for (int i = 0; i < kMessageStates; ++i) out.push_back(static_cast<S>(i));
  return out;
}

TEST_P(LedgerMoves, EveryLegalMoveIsStoredAndCounted) {
  int made = 0;
  for (const S from : all_states()) {
    for (const Move& move : moves()) {
      if (!may_move(from, move.to)) continue;
      // A row is handed or released by its holder only; the rest of the table is used through other moves.
      if (move.name == "hand" && from != S::claimed) continue;
      LedgerRow row = in_state(from);
      write([&](Session& s) {
        Ledger l(s, now() + 1000);
        EXPECT_TRUE(move.make(l, row, now() + 1000)) << to_string(from) << " " << move.name;
        l.close();
      });
      const auto kept = stored(row.id);
      EXPECT_EQ(kept.state, move.to) << move.name;
      EXPECT_EQ(kept.state, row.state);
      EXPECT_EQ(kept.reason, row.reason) << move.name;
      EXPECT_EQ(kept.not_before, row.not_before) << move.name;
      EXPECT_EQ(kept.lease, move.to == S::handed ? kLease : 0) << move.name;
      EXPECT_EQ(kept.ended_at.ms != 0, is_final(move.to) || is_final(from)) << move.name;
      ++made;
    }
  }
  EXPECT_GT(made, 15);
  expect_counters_are_right();
}

TEST_P(LedgerMoves, TheCarriersWordGoesForwardOnly) {
  for (const S from : all_states()) {
    for (const S to : {S::accepted, S::sent, S::delivered, S::undelivered, S::failed, S::cancelled}) {
      if (to == S::cancelled && from != S::accepted) continue;  // planned rows are cancelled by people, not by carriers
      LedgerRow row = in_state(from);
      const LedgerRow before = stored(row.id);
      bool moved = false;
      write([&](Session& s) {
        Ledger l(s, now() + 1000);
        moved = l.carrier_word(row, to, "SMword", "30003", "");
        l.close();
      });
      const auto kept = stored(row.id);
      EXPECT_EQ(moved, may_move(from, to)) << to_string(from) << " → " << to_string(to);
      EXPECT_EQ(kept.state, moved ? to : from);
      EXPECT_EQ(row.state, kept.state);
      if (!moved) {
        EXPECT_EQ(kept.error_code, before.error_code);
        EXPECT_EQ(kept.provider_id, before.provider_id);
        continue;
      }
      EXPECT_EQ(kept.provider_id, before.provider_id.empty() ? "SMword" : before.provider_id);
      EXPECT_EQ(kept.lease, 0);
      EXPECT_NE(kept.accepted_at.ms, 0);
      EXPECT_EQ(kept.ended_at.ms != 0, is_final(to));
      EXPECT_EQ(kept.sent_at.ms != 0, before.sent_at.ms != 0 || to == S::sent || to == S::delivered);
    }
  }
  expect_counters_are_right();
}

// A gateway may give no id of its own; the first receipt that has one brings it.
TEST_P(LedgerMoves, ACarrierMayGiveNoId) {
  LedgerRow row = in_state(S::handed);
  write([&](Session& s) {
    Ledger l(s, now());
    std::vector<Acceptance> all{{&row, ""}};
    l.accept_all(all);
    ASSERT_TRUE(all[0].done);
    l.close();
    EXPECT_EQ(ledger::by_id(s, row.id)->provider_id, "");
    EXPECT_FALSE(ledger::by_provider(s, ""));
  });
  write([&](Session& s) {
    Ledger l(s, now());
    auto now_accepted = *ledger::by_id(s, row.id);
    EXPECT_TRUE(l.carrier_word(now_accepted, S::delivered, "SMlate", "", ""));
    l.close();
    EXPECT_EQ(ledger::by_id(s, row.id)->provider_id, "SMlate");
    EXPECT_EQ(ledger::by_id(s, row.id)->state, S::delivered);
  });
}

TEST_P(LedgerMoves, WithoutTheLeaseNothingMoves) {
  for (const S from : {S::claimed, S::handed}) {
    for (const Move& move : moves()) {
      if (!may_move(from, move.to)) continue;
      LedgerRow row = in_state(from);
      row.lease = kLease + 1;  // another dispatcher's
      write([&](Session& s) {
        Ledger l(s, now());
        EXPECT_FALSE(move.make(l, row, now())) << to_string(from) << " " << move.name;
        EXPECT_FALSE(l.keep_lease(row, now() + kHourMs));
        l.close();
      });
      EXPECT_EQ(stored(row.id).state, from) << move.name;
    }
  }
  expect_counters_are_right();
}

TEST_P(LedgerMoves, AMoveFromAStateTheRowHasLeftChangesNothing) {
  for (const S from : {S::planned, S::claimed, S::handed, S::unknown}) {
    for (const Move& move : moves()) {
      if (!may_move(from, move.to) || (move.name == "hand" && from != S::claimed)) continue;
      LedgerRow row = in_state(from);
      LedgerRow faster = row;
      write([&](Session& s) {  // a receipt was faster: the carrier has it
        Ledger l(s, now());
        ASSERT_TRUE(l.carrier_word(faster, S::delivered, "SMfast", "", ""));
        l.close();
      });
      write([&](Session& s) {
        Ledger l(s, now());
        EXPECT_FALSE(move.make(l, row, now())) << to_string(from) << " " << move.name;
        l.close();
      });
      EXPECT_EQ(stored(row.id).state, S::delivered);
      EXPECT_EQ(stored(row.id).provider_id, "SMfast");
    }
  }
  expect_counters_are_right();
}

TEST_P(LedgerMoves, LookingAgainIsForUnknownRowsOnly) {
  for (const S from : all_states()) {
    LedgerRow row = in_state(from);
    const LedgerRow before = stored(row.id);
    bool looked = false;
    write([&](Session& s) {
      Ledger l(s, now());
      looked = l.look_again(row, now() + kHourMs);
      l.close();
    });
    EXPECT_EQ(looked, from == S::unknown) << to_string(from);
    EXPECT_EQ(stored(row.id).lookups, looked ? 1 : 0);
    EXPECT_EQ(stored(row.id).not_before, looked ? now() + kHourMs : before.not_before);
  }
}

TEST_P(LedgerMoves, TheHandoverIsOnTheRowAndStays) {
  LedgerRow row = in_state(S::claimed);
  write([&](Session& s) {
    Ledger l(s, now() + 5);
    ASSERT_TRUE(l.hand(row, {SenderId{9}, "+12025550199", "tw", "the text", 2, now() + kMinuteMs}));
    EXPECT_FALSE(l.hand(row, {SenderId{9}, "+12025550199", "tw", "the text", 2, now() + kMinuteMs})) << "once";
    ASSERT_TRUE(l.send_again(row, Reason::carrier_busy, now() + 9, "20429", "busy", row.attempts - 1));
    l.close();
  });
  const auto kept = stored(row.id);
  EXPECT_EQ(kept.state, S::planned);
  EXPECT_EQ(kept.reason, Reason::carrier_busy);
  EXPECT_EQ(kept.attempts, 0);
  EXPECT_EQ(kept.not_before, now() + 9);
  EXPECT_EQ(kept.handed_at, now() + 5) << "it may be on its way: kept for look-ups";
  EXPECT_EQ(kept.body, "the text");
  EXPECT_EQ(kept.sent_to, "+12025550199");
  EXPECT_EQ(kept.sender, SenderId{9});
  EXPECT_EQ(kept.error_code, "20429");
  expect_counters_are_right();
}

TEST_P(LedgerMoves, ALedgerThatIsNotClosedEndsTheProcess) {
  EXPECT_DEATH(write([&](Session& s) {
                 Ledger l(s, now());
                 l.plan({.workspace = WorkspaceId{1}, .campaign = campaign_});
               }),
               "close");
}

}  // namespace
}  // namespace tidings::store
