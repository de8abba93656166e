#include "flow/delivery/delivery.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "store/optouts.h"
#include "store/receipts.h"
#include "store/sqlite/sqlite_database.h"
#include "store/stop_number.h"

namespace tidings::delivery {
namespace {

using store::Ledger;
using store::LedgerRow;
using store::Session;
using enum MessageState;

constexpr Instant kStart{1'700'000'000'000};
constexpr const char* kPhone = "+12025550123";

class DeliveryTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-delivery-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
    auto opened = store::sqlite::open(env_, {.path = (folder_ / "t.db").string(), .inline_writes = true});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
  }
  void TearDown() override {
    db_.reset();
    std::filesystem::remove_all(folder_);
  }

  void write(const std::function<void(Session&, Ledger&)>& work) {
    const auto done = db_->write([&](Session& s) -> Result<> {
      Ledger ledger(s, clock_.now());
      work(s, ledger);
      ledger.close();
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }

  MessageId plan(const char* phone = kPhone) {
    MessageId id;
    write([&](Session&, Ledger& l) { id = *l.plan({.workspace = {1}, .phone = phone, .body = "x"}); });
    return id;
  }
  LedgerRow row(MessageId id) {
    LedgerRow out;
    write([&](Session& s, Ledger&) { out = *store::ledger::by_id(s, id); });
    return out;
  }
  // A message in the state, as dispatch would have brought it there. provider: stored with the accept.
  MessageId in_state(MessageState state, const std::string& provider = "SM1", const char* sent_to = kPhone) {
    const MessageId id = plan();
    if (state == planned) return id;
    write([&](Session&, Ledger& l) {
      auto rows = l.claim({0}, MessageKind::single, 1, 7, clock_.now() + 60'000);
      ASSERT_EQ(rows.size(), 1U);
      LedgerRow& r = rows[0];
      if (state == claimed) return;
      ASSERT_TRUE(l.hand(r, {.sender = {1}, .sent_to = sent_to, .carrier = "tw", .body = "x", .segments = 1}));
      if (state == handed) return;
      if (state == unknown || state == unresolved) {
        ASSERT_TRUE(l.mark_unknown(r, Reason::outcome_unknown, clock_.now(), "timeout", ""));
        if (state == unresolved) ASSERT_TRUE(l.finish(r, unresolved, Reason::outcome_unknown));
        return;
      }
      if (state == refused) {
        ASSERT_TRUE(l.refuse(r, Reason::carrier_refused, "21211", ""));
        return;
      }
      ASSERT_TRUE(l.accept(r, accepted, provider));
      if (state != accepted) ASSERT_TRUE(l.carrier_word(r, state, provider, {}, {}));
    });
    return id;
  }

  static carrier::WebhookEvent word(DeliveryState state, MessageId id = {}, const std::string& provider = "SM1") {
    carrier::WebhookEvent e;
    e.type = carrier::EventType::delivery_status;
    e.provider_id = provider;
    e.to = kPhone;
    e.state = state;
    e.provider_status = to_string(state);
    if (id) e.client_ref = std::to_string(id.value);
    return e;
  }
  Result<> apply(const carrier::WebhookEvent& event, const char* carrier = "tw") {
    return db_->write([&](Session& s) { return delivery_.apply(s, event, carrier, clock_.now()); });
  }
  size_t receipts(MessageId id) {
    size_t n = 0;
    write([&](Session& s, Ledger&) { n = store::events::receipts_of(s, id).size(); });
    return n;
  }
  std::vector<store::optouts::Suppression> suppressions(const char* phone = kPhone) {
    std::vector<store::optouts::Suppression> out;
    write([&](Session& s, Ledger&) { out = store::optouts::in_force(s, phone); });
    return out;
  }

  ManualClock clock_{kStart};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  Delivery delivery_{env_};
};

// Every state against every word: where it goes, or that it stays. Rows: the state before.
TEST_F(DeliveryTest, TheCarriersWordMovesForwardOnly) {
  struct Case {
    MessageState before;
    MessageState queued, sent, delivered, failed, canceled;
  };
  const Case cases[] = {
      {planned, planned, planned, planned, planned, planned},
      {claimed, claimed, claimed, claimed, claimed, claimed},
      {handed, accepted, sent, delivered, failed, cancelled},
      {unknown, accepted, sent, delivered, failed, cancelled},
      {accepted, accepted, sent, delivered, failed, cancelled},
      {sent, sent, sent, delivered, failed, sent},
      {delivered, delivered, delivered, delivered, delivered, delivered},
      {undelivered, undelivered, undelivered, undelivered, undelivered, undelivered},
      {failed, failed, failed, failed, failed, failed},
      {refused, refused, refused, refused, refused, refused},
      {unresolved, accepted, sent, delivered, failed, cancelled},
  };
  int n = 0;
  for (const Case& c : cases) {
    const std::pair<DeliveryState, MessageState> words[] = {{DeliveryState::queued, c.queued},
                                                            {DeliveryState::sent, c.sent},
                                                            {DeliveryState::delivered, c.delivered},
                                                            {DeliveryState::failed, c.failed},
                                                            {DeliveryState::canceled, c.canceled}};
    for (const auto& [said, after] : words) {
      const std::string provider = fmt::format("SM{}", ++n);
      const MessageId id = in_state(c.before, provider);
      const MessageState before = row(id).state;
      ASSERT_EQ(before, c.before);
      ASSERT_TRUE(apply(word(said, id, provider)));
      EXPECT_EQ(row(id).state, after) << to_string(c.before) << " after " << to_string(said);
      EXPECT_EQ(receipts(id), 1U) << "what moves nothing is kept too";
      if (after != c.before) EXPECT_EQ(row(id).provider_id, provider);
      // leave nothing due for the next round's claim
      write([&](Session&, Ledger& l) {
        for (auto r : l.claim({0}, MessageKind::single, 9, 8, clock_.now())) l.finish(r, cancelled, Reason::none);
      });
    }
  }
}

TEST_F(DeliveryTest, ReversedDoubledAndLateReceiptsEndAsTheOrderlyOnes) {
  const MessageId id = in_state(accepted);
  ASSERT_TRUE(apply(word(DeliveryState::delivered)));
  for (int i = 0; i < 2; ++i) {
    for (const auto state : {DeliveryState::sent, DeliveryState::sending, DeliveryState::queued,
                             DeliveryState::delivered, DeliveryState::failed}) {
      clock_.advance(kHourMs);
      ASSERT_TRUE(apply(word(state)));
      EXPECT_EQ(row(id).state, delivered);
    }
  }
  EXPECT_EQ(receipts(id), 5U) << "a repeated word is no second row";
  EXPECT_EQ(row(id).ended_at, kStart);
}

TEST_F(DeliveryTest, UndeliveredIsToldFromFailedAndKeepsTheCode) {
  const MessageId id = in_state(sent);
  auto event = word(DeliveryState::failed);
  event.undelivered = true;
  event.error_code = "30003";
  ASSERT_TRUE(apply(event));
  EXPECT_EQ(row(id).state, undelivered);
  EXPECT_EQ(row(id).reason, Reason::carrier_failed);
  EXPECT_EQ(row(id).error_code, "30003");
}

TEST_F(DeliveryTest, AReceiptBeforeTheAcceptIsParkedAndSettledWithIt) {
  const MessageId id = in_state(handed);
  ASSERT_TRUE(apply(word(DeliveryState::sent)));
  ASSERT_TRUE(apply(word(DeliveryState::delivered)));
  ASSERT_TRUE(apply(word(DeliveryState::delivered))) << "said twice while parked";
  ASSERT_TRUE(apply(word(DeliveryState::delivered), "other")) << "the same id at another carrier is another message";
  EXPECT_EQ(row(id).state, handed);
  EXPECT_EQ(receipts(id), 0U);
  write([&](Session& s, Ledger& l) {
    auto r = *store::ledger::by_id(s, id);
    ASSERT_TRUE(l.accept(r, accepted, "SM1"));
    EXPECT_EQ(delivery_.settle_parked(s, l, r, clock_.now()), 2);
    EXPECT_EQ(r.state, delivered);
  });
  EXPECT_EQ(row(id).state, delivered);
  EXPECT_EQ(receipts(id), 2U);
  write([&](Session& s, Ledger& l) {
    auto r = *store::ledger::by_id(s, id);
    EXPECT_EQ(delivery_.settle_parked(s, l, r, clock_.now()), 0);
    EXPECT_EQ(store::events::parked(s, "SM1").size(), 1U) << "the other carrier's stays";
  });
}

TEST_F(DeliveryTest, OurOwnIdSettlesWhatTheAnswerNeverTold) {
  const MessageId id = in_state(unknown);
  auto event = word(DeliveryState::unchanged, id, "SM9");
  event.provider_status = "a word nobody knows";
  ASSERT_TRUE(apply(event));
  EXPECT_EQ(row(id).state, accepted) << "whatever it says, the carrier has it";
  EXPECT_EQ(row(id).provider_id, "SM9");
  ASSERT_TRUE(apply(word(DeliveryState::delivered, {}, "SM9")));
  EXPECT_EQ(row(id).state, delivered);
}

TEST_F(DeliveryTest, AWordForAnAttemptBelievedLostStopsTheNextOne) {
  const MessageId id = in_state(unknown);
  LedgerRow stale;
  write([&](Session& s, Ledger& l) {
    auto r = *store::ledger::by_id(s, id);
    ASSERT_TRUE(l.send_again(r, Reason::carrier_never_saw_it, clock_.now(), {}, {}, 1));
    stale = l.claim({0}, MessageKind::single, 1, 9, clock_.now() + 60'000).at(0);
  });
  ASSERT_TRUE(apply(word(DeliveryState::delivered, id)));
  EXPECT_EQ(row(id).state, delivered);
  write([&](Session&, Ledger& l) {
    EXPECT_FALSE(l.hand(stale, {.sender = {1}, .sent_to = kPhone, .carrier = "tw", .body = "x"}))
        << "nobody gets it twice";
  });
}

TEST_F(DeliveryTest, AForeignClientReferenceIsNotBelieved) {
  const MessageId id = in_state(handed);
  auto wrong_number = word(DeliveryState::delivered, id);
  wrong_number.to = "+12025550999";
  ASSERT_TRUE(apply(wrong_number));
  ASSERT_TRUE(apply(word(DeliveryState::delivered, id, "SM2"), "other"));
  for (const char* ref : {"0", "-1", "1x", "99999999999999999999", "777"}) {
    auto event = word(DeliveryState::delivered, {}, "SM3");
    event.client_ref = ref;
    ASSERT_TRUE(apply(event)) << ref;
  }
  EXPECT_EQ(row(id).state, handed);
  EXPECT_EQ(receipts(id), 0U);
}

TEST_F(DeliveryTest, ASecondCarrierIdMovesNothing) {
  const MessageId id = in_state(accepted, "SM1");
  ASSERT_TRUE(apply(word(DeliveryState::failed, id, "SM2")));
  EXPECT_EQ(row(id).state, accepted);
  EXPECT_EQ(row(id).provider_id, "SM1");
  EXPECT_EQ(receipts(id), 1U) << "kept, so a person can see it";
}

TEST_F(DeliveryTest, AReceiptThatNamesNothingIsAnError) {
  carrier::WebhookEvent event = word(DeliveryState::sent, {}, "");
  const auto done = apply(event);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::not_found);
}

TEST_F(DeliveryTest, OptedOutSuppressesAndEndsWhatIsQueued) {
  const MessageId id = in_state(accepted);
  const MessageId next = plan();
  const MessageId other = plan("+12025550124");
  auto event = word(DeliveryState::failed);
  event.error_code = "21610";
  event.error_class = ErrorClass::opted_out;
  ASSERT_TRUE(apply(event));
  ASSERT_TRUE(apply(event));
  EXPECT_EQ(row(id).state, failed);
  EXPECT_EQ(row(next).state, blocked);
  EXPECT_EQ(row(next).reason, Reason::opted_out);
  EXPECT_EQ(row(other).state, planned);
  ASSERT_EQ(suppressions().size(), 1U);
  EXPECT_EQ(suppressions()[0].source, store::optouts::kCarrier);
  EXPECT_EQ(suppressions()[0].detail, "tw 21610");
}

// It is planned once more when the carrier says so: what its word makes of it counts, not what the opt-out would.
TEST_F(DeliveryTest, OptedOutAboutAnAttemptBelievedLostEndsIt) {
  const MessageId id = in_state(unknown);
  const MessageId next = plan();
  write([&](Session& s, Ledger& l) {
    auto r = *store::ledger::by_id(s, id);
    ASSERT_TRUE(l.send_again(r, Reason::carrier_never_saw_it, clock_.now(), {}, {}, 1));
  });
  auto event = word(DeliveryState::failed, id);
  event.error_code = "21610";
  event.error_class = ErrorClass::opted_out;
  ASSERT_TRUE(apply(event));
  EXPECT_EQ(row(id).state, failed);
  EXPECT_EQ(row(next).state, blocked);
  EXPECT_EQ(suppressions().size(), 1U);
}

TEST_F(DeliveryTest, UnderTestModeTheTestNumberIsTheOneOptedOut) {
  const MessageId id = in_state(accepted, "SM1", "+12025550777");
  auto event = word(DeliveryState::failed, id);
  event.to = "+12025550777";
  event.error_class = ErrorClass::opted_out;
  ASSERT_TRUE(apply(event));
  EXPECT_EQ(row(id).state, failed);
  EXPECT_TRUE(suppressions().empty());
  EXPECT_EQ(suppressions("+12025550777").size(), 1U);
}

TEST_F(DeliveryTest, TheCarriersOptOutAddsNothingToThePersonsOwn) {
  in_state(accepted);
  write([&](Session& s, Ledger& l) {
    const auto stopped = store::stop_number(
        s, l, kPhone, {.phone = kPhone, .source = std::string(store::optouts::kKeyword), .created_at = clock_.now()});
    EXPECT_TRUE(stopped.new_suppression);
    EXPECT_EQ(stopped.ended, 0);
  });
  auto event = word(DeliveryState::failed);
  event.error_class = ErrorClass::opted_out;
  ASSERT_TRUE(apply(event));
  ASSERT_EQ(suppressions().size(), 1U) << "or START could not lift it";
  EXPECT_EQ(suppressions()[0].source, store::optouts::kKeyword);
}

TEST_F(DeliveryTest, ManyWordsInOneTransactionAreAsIfOneAfterTheOther) {
  const auto ann = in_state(accepted, "SM1");
  const auto bob = in_state(handed, "", kPhone);
  const std::vector<carrier::WebhookEvent> events = {
      word(DeliveryState::sent, ann),       word(DeliveryState::sent, {}, "SM1"), word(DeliveryState::delivered, ann),
      word(DeliveryState::sent, ann),       word(DeliveryState::delivered, ann),  word(DeliveryState::sent, bob, "SM2"),
      word(DeliveryState::sent, {}, "SM9"), word(DeliveryState::sent, {}, "SM9"),
  };
  std::vector<Delivery::Word> words;
  for (const auto& event : events) words.push_back({&event, "tw"});
  ASSERT_TRUE(db_->write([&](Session& s) { return delivery_.apply_all(s, words, clock_.now()); }));
  EXPECT_EQ(row(ann).state, delivered);
  EXPECT_EQ(row(bob).state, sent);
  EXPECT_EQ(row(bob).provider_id, "SM2");
  EXPECT_EQ(receipts(ann), 2U);
  EXPECT_EQ(receipts(bob), 1U);
  write([&](Session& s, Ledger&) { EXPECT_EQ(store::events::parked(s, "SM9").size(), 1U); });
}

TEST_F(DeliveryTest, OneOfManyThatCannotBeAppliedLeavesAllAsTheyWere) {
  const auto ann = in_state(accepted);
  const std::vector<carrier::WebhookEvent> events = {word(DeliveryState::delivered, ann),
                                                     word(DeliveryState::delivered, {}, "")};
  const std::vector<Delivery::Word> words = {{&events[0], "tw"}, {&events[1], "tw"}};
  const auto done = db_->write([&](Session& s) { return delivery_.apply_all(s, words, clock_.now()); });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::not_found);
  EXPECT_EQ(row(ann).state, accepted);
  EXPECT_EQ(receipts(ann), 0U);
}

TEST_F(DeliveryTest, CountsReceiptsByWordAndRepeatsOnce) {
  in_state(accepted);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(apply(word(DeliveryState::delivered)));
  EXPECT_NE(metrics_.expose().find("sms_delivery_status_total{status=\"delivered\"} 1\n"), std::string::npos);
}

TEST_F(DeliveryTest, CountsWhatTheNetworkDidNotDeliverApartFromWhatFailedBefore) {
  const auto ann = in_state(accepted), bob = in_state(accepted);
  auto lost = word(DeliveryState::failed, ann);
  lost.undelivered = true;
  ASSERT_TRUE(apply(lost));
  auto refused = word(DeliveryState::failed, bob);
  refused.provider_id = "SMbob";
  ASSERT_TRUE(apply(refused));
  const auto metrics = metrics_.expose();
  EXPECT_TRUE(metrics.contains("sms_delivery_status_total{status=\"undelivered\"} 1\n")) << metrics;
  EXPECT_TRUE(metrics.contains("sms_delivery_status_total{status=\"failed\"} 1\n")) << metrics;
}

}  // namespace
}  // namespace tidings::delivery
