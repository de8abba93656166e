// Double opt-in: one question, only a YES in time counts.
#include "flow/inbox/double_opt_in.h"

#include "flow/inbox/double_opt_in_stage.h"
#include "flow/inbox/inbox_test_world.h"

namespace tidings::inbox {
namespace {

class DoubleOptIn : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    write([&](store::Session& s, store::Ledger&) {
      store::consents::add_wording(
          s, {.workspace = workspace_,
              .version = "q1",
              .language = "en",
              .text = "Clinic: reply YES to get our offers, up to 4 a month. Reply STOP to opt out."});
      put_opt_in_settings(s, workspace_, {.wording = "q1", .consent = Consent::express_written});
      other_ = *store::contacts::insert(s, {.workspace = workspace_, .phone = kOther}, clock_.now());
    });
  }
  Result<store::opt_ins::OptIn> ask(const char* phone = kOther) {
    return store::write_value<store::opt_ins::OptIn>(*db_, [&](store::Session& s) {
      return ask_opt_in(s, *store::contacts::by_phone(s, workspace_, phone), opt_in_settings(s, workspace_), "alice",
                        clock_.now());
    });
  }
  // The question leaves, an hour after it was asked.
  MessageId asked(const char* phone = kOther) {
    const auto question = ask(phone);
    EXPECT_TRUE(question) << (question ? "" : question.error().describe());
    clock_.advance(kHourMs);
    leave(question->message);
    return question->message;
  }
  void leave(MessageId id) {
    write([&](store::Session& s, store::Ledger& l) {
      auto row = *store::ledger::by_id(s, id);
      ASSERT_TRUE(l.claim(row, 7, clock_.now() + 60'000));
      ASSERT_TRUE(l.hand(row, {.sender = sender_, .sent_to = row.phone, .carrier = "tw", .body = row.body}));
      ASSERT_TRUE(l.accept(row, MessageState::delivered, fmt::format("SM{}", id.value)));
    });
  }
  Applied answer(const std::string& body, const char* phone = kOther) {
    auto event = text(body);
    event.from = phone;
    return apply(event);
  }
  store::opt_ins::OptIn question(const char* phone = kOther) {
    store::opt_ins::OptIn out;
    write([&](store::Session& s, store::Ledger&) { out = *store::opt_ins::newest(s, phone); });
    return out;
  }
  std::vector<store::consents::Event> history(const char* phone = kOther) {
    std::vector<store::consents::Event> out;
    write([&](store::Session& s, store::Ledger&) {
      out = store::consents::history(s, store::contacts::by_phone(s, workspace_, phone)->id);
    });
    return out;
  }
  void look() {
    DoubleOptInStage stage(env_, *db_);
    const auto done = stage.tick();
    ASSERT_TRUE(done) << done.error().describe();
  }
  ContactId other_;
};

TEST_F(DoubleOptIn, AYesInTimeIsConsentWithTheMessageAsItsProof) {
  const auto message = asked();
  const auto yes = answer("Yes!");
  EXPECT_EQ(contact(workspace_, kOther).consent, Consent::express_written);
  const auto closed = question();
  EXPECT_EQ(closed.outcome, "yes");
  EXPECT_EQ(closed.inbound, yes.inbound);
  EXPECT_FALSE(yes.confirmation) << "the question is the only thing that is sent";
  const auto records = history();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].id, closed.given);
  EXPECT_EQ(records[0].inbound, yes.inbound);
  EXPECT_EQ(records[0].method, ConsentMethod::opt_in);
  EXPECT_EQ(records[0].wording, closed.wording);
  EXPECT_EQ(records[0].language, "en");
  EXPECT_EQ(records[0].given_at, clock_.now());
  EXPECT_NE(records[0].evidence.find(fmt::format("to the question {}", message.value)), std::string::npos);
}

TEST_F(DoubleOptIn, AnythingElseLeavesItOpen) {
  asked();
  for (const char* other : {"what is this?", "yes I'll be there at 5", "no", "maybe", "HELP", "yesterday", "who"}) {
    answer(other);
    EXPECT_EQ(question().closed_at.ms, 0) << other;
    EXPECT_EQ(contact(workspace_, kOther).consent, Consent::unknown) << other;
  }
  answer("START");
  EXPECT_EQ(question().outcome, "yes") << "and may still be answered";
}

TEST_F(DoubleOptIn, AYesOfAnotherNumberIsNone) {
  asked();
  answer("YES", kPhone);
  EXPECT_EQ(question().closed_at.ms, 0);
  EXPECT_EQ(contact(workspace_, kOther).consent, Consent::unknown);
}

TEST_F(DoubleOptIn, AYesOnAnotherChannelIsNone) {
  asked();
  auto event = text("YES");
  event.from = std::string("whatsapp:") + kOther;
  apply(event);
  EXPECT_EQ(question().closed_at.ms, 0);
}

TEST_F(DoubleOptIn, TheLastMomentCountsAndTheNextDoesNot) {
  asked();
  const Instant handed = row(question().message).handed_at;
  auto late = text("YES");
  late.from = kOther;
  late.received_at = handed + 2 * kDayMs + 1;
  clock_.jump_to(handed + 2 * kDayMs + kMinuteMs);
  apply(late);
  EXPECT_EQ(contact(workspace_, kOther).consent, Consent::unknown);
  auto in_time = text("YES");
  in_time.from = kOther;
  in_time.received_at = handed + 2 * kDayMs;  // it waited in the journal
  apply(in_time);
  EXPECT_EQ(contact(workspace_, kOther).consent, Consent::express_written);
  EXPECT_EQ(history().back().given_at, handed + 2 * kDayMs);
}

TEST_F(DoubleOptIn, AYesBeforeTheQuestionLeftAnswersSomethingElse) {
  ASSERT_TRUE(ask());
  answer("YES");
  EXPECT_EQ(question().closed_at.ms, 0);
  EXPECT_EQ(contact(workspace_, kOther).consent, Consent::unknown);
}

TEST_F(DoubleOptIn, AYesWithoutAQuestionIsAnOrdinaryAnswer) {
  const auto yes = answer("YES");
  EXPECT_EQ(yes.cls, ReplyClass::none);
  EXPECT_EQ(contact(workspace_, kOther).consent, Consent::unknown);
}

TEST_F(DoubleOptIn, StopClosesItAndAYesAfterwardsDoesNotCountForIt) {
  asked();
  answer("STOP");
  EXPECT_EQ(question().outcome, "stop");
  EXPECT_EQ(contact(workspace_, kOther).consent, Consent::revoked);
  const auto again = ask();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
}

TEST_F(DoubleOptIn, TheQuestionEndsWithAStopBeforeItLeft) {
  const auto planned = ask();
  ASSERT_TRUE(planned);
  answer("STOP");
  EXPECT_EQ(row(planned->message).state, MessageState::blocked);
  EXPECT_EQ(question().outcome, "stop");
}

TEST_F(DoubleOptIn, IsAskedOnceAndNobodyIsReminded) {
  asked();
  EXPECT_EQ(ask().error().code, ErrorCode::conflict) << "it is open";
  const Instant handed = row(question().message).handed_at;
  clock_.jump_to(handed + 2 * kDayMs - 1);
  look();
  EXPECT_EQ(question().closed_at.ms, 0);
  EXPECT_EQ(question().due_at, handed + 2 * kDayMs) << "counted from when it left";
  clock_.advance(1);
  look();
  EXPECT_EQ(question().outcome, "no_answer");
  clock_.advance(90 * kDayMs);
  const auto again = ask();
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().what.find("nobody is reminded"), std::string::npos);
  write([&](store::Session& s, store::Ledger&) {
    store::consents::record(s, other_, {.consent = Consent::express, .source = "form", .at = clock_.now()});
  });
  EXPECT_TRUE(ask()) << "they signed up again";
}

TEST_F(DoubleOptIn, AQuestionThatNeverLeftIsClosedAndMayBeAskedAgain) {
  const auto planned = ask();
  ASSERT_TRUE(planned);
  clock_.advance(10 * kMinuteMs);
  look();
  EXPECT_EQ(question().closed_at.ms, 0) << "it may wait for its hours";
  write([&](store::Session& s, store::Ledger& l) {
    auto row = *store::ledger::by_id(s, planned->message);
    ASSERT_TRUE(l.block(row, Reason::no_consent));
  });
  clock_.advance(10 * kMinuteMs);
  look();
  EXPECT_EQ(question().outcome, "not_sent");
  EXPECT_TRUE(ask());
}

TEST_F(DoubleOptIn, WhatWasHeldForItIsDueAgainAfterAYes) {
  asked();
  MessageId held;
  write([&](store::Session& s, store::Ledger& l) {
    held = *l.plan(
        {.workspace = workspace_, .contact = other_, .kind = MessageKind::single, .phone = kOther, .body = "x"});
    auto row = *store::ledger::by_id(s, held);
    ASSERT_TRUE(l.claim(row, 7, clock_.now() + 60'000));
    ASSERT_TRUE(l.hold(row, Reason::opt_in_pending, clock_.now() + kDayMs));
  });
  answer("YES");
  EXPECT_LE(row(held).not_before, clock_.now());
}

TEST_F(DoubleOptIn, WhatIsWrongWithAQuestionIsSaid) {
  const auto with = [&](OptInSettings settings) {
    const auto done = store::write_value<store::opt_ins::OptIn>(*db_, [&](store::Session& s) {
      return ask_opt_in(s, *store::contacts::by_phone(s, workspace_, kOther), settings, "alice", clock_.now());
    });
    return done ? std::string("asked") : done.error().where;
  };
  write([&](store::Session& s, store::Ledger&) {
    store::consents::add_wording(s, {.workspace = workspace_, .version = "fields", .text = "Hi {{name}}, YES?"});
  });
  EXPECT_EQ(with({}), "wording");
  EXPECT_EQ(with({.wording = "q9"}), "wording");
  EXPECT_EQ(with({.wording = "fields"}), "wording");
  EXPECT_EQ(with({.wording = "q1", .consent = Consent::implied}), "kind");
  EXPECT_EQ(with({.wording = "q1", .limit_ms = kMinuteMs}), "limit_s");
  suppress("manual", kOther);
  EXPECT_EQ(with({.wording = "q1"}), "opt-in");
}

}  // namespace
}  // namespace tidings::inbox
