// What a carrier's own list told long after it was written: it acts as its webhook would have then, and overturns
// nothing that was decided since.
#include "base/limits.h"
#include "flow/inbox/inbox_test_world.h"

namespace tidings::inbox {
namespace {

using enum MessageState;

class FoundTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    begun_ = clock_.now();
    clock_.advance(kDayMs);
  }
  // Written so long after the beginning of the day before, by the carrier's clock; applied now.
  Applied find(const std::string& body, int64_t after_ms) {
    auto event = text(body);
    event.received_at = begun_ + after_ms;
    event.found = true;
    return apply(event);
  }
  // By a webhook that came then.
  Applied hear(const std::string& body, int64_t after_ms) {
    const Instant now = clock_.now();
    clock_.jump_to(begun_ + after_ms - kSecondMs);
    auto done = say(body);
    clock_.jump_to(now);
    return done;
  }
  store::inbox::Inbound inbound(InboundId id) {
    store::inbox::Inbound out;
    write([&](store::Session& s, store::Ledger&) { out = *store::inbox::inbound_by_id(s, id); });
    return out;
  }
  void lift(const char* reason) {
    const auto done = db_->write([&](store::Session& s) -> Result<> {
      return inbox::lift(s, store::optouts::in_force(s, kPhone).front().id, "alice", reason, clock_.now());
    });
    ASSERT_TRUE(done) << done.error().describe();
  }

  Instant begun_;
};

TEST_F(FoundTest, AStopActsNowAndIsNotConfirmedDaysLater) {
  const MessageId waiting = message(planned);
  const auto done = find("STOP", kHourMs);
  EXPECT_EQ(done.cls, ReplyClass::stop);
  EXPECT_EQ(done.ended, 1);
  EXPECT_EQ(row(waiting).state, blocked);
  ASSERT_EQ(in_force().size(), 1U);
  EXPECT_EQ(in_force()[0].source, store::optouts::kKeyword);
  EXPECT_EQ(contact(workspace_).consent, Consent::revoked);
  EXPECT_TRUE(confirmations().empty());
  EXPECT_EQ(inbound(done.inbound).received_at, begun_ + kHourMs) << "when it was written";
}

TEST_F(FoundTest, AFreshOneIsConfirmed) { EXPECT_TRUE(find("STOP", kDayMs - 2 * kMinuteMs).confirmation); }

TEST_F(FoundTest, AStopThatALaterStartOvertookSuppressesNobody) {
  hear("STOP", kHourMs);
  hear("START", 3 * kHourMs);
  ASSERT_TRUE(in_force().empty());
  const auto done = find("STOP", 2 * kHourMs);
  EXPECT_EQ(done.cls, ReplyClass::none);
  EXPECT_TRUE(in_force().empty());
  EXPECT_NE(contact(workspace_).consent, Consent::revoked);
  EXPECT_EQ(find("please stop texting me", 2 * kHourMs).review, std::nullopt);
  EXPECT_EQ(find("STOP", 4 * kHourMs).cls, ReplyClass::stop) << "but one after it does";
  EXPECT_EQ(in_force().size(), 1U);
}

TEST_F(FoundTest, InDoubtWhichCameFirstTheStopStands) {
  hear("STOP", kHourMs);
  hear("START", 3 * kHourMs);
  EXPECT_EQ(find("STOP", 3 * kHourMs - 30 * kSecondMs).cls, ReplyClass::stop);
  EXPECT_EQ(in_force().size(), 1U);
}

TEST_F(FoundTest, AStartThatALaterStopOvertookLiftsNothing) {
  hear("STOP", 2 * kHourMs);
  EXPECT_EQ(find("START", kHourMs).lifted, 0);
  EXPECT_EQ(find("START", 2 * kHourMs + 30 * kSecondMs).lifted, 0) << "within the doubt between two clocks";
  EXPECT_EQ(in_force().size(), 1U);
  EXPECT_EQ(contact(workspace_).consent, Consent::revoked);
  EXPECT_EQ(find("START", 3 * kHourMs).lifted, 1) << "but one after it does";
  EXPECT_TRUE(in_force().empty());
}

TEST_F(FoundTest, OfTwoThatWereLostTheLaterCountsWhicheverIsFoundFirst) {
  find("STOP", kHourMs);
  EXPECT_EQ(find("START", 2 * kHourMs).lifted, 1);
  EXPECT_TRUE(in_force().empty());
  find("START", 5 * kHourMs);
  EXPECT_EQ(find("STOP", 4 * kHourMs).cls, ReplyClass::none);
  EXPECT_TRUE(in_force().empty());
}

TEST_F(FoundTest, AStartGivesNoConsentBackThatAPersonRevokedSince) {
  write([&](store::Session& s, store::Ledger&) {
    store::consents::put_in_force(s, contact_,
                                  {.consent = Consent::revoked, .source = "form", .at = begun_ + 5 * kHourMs});
  });
  EXPECT_EQ(find("START", 3 * kHourMs).cls, ReplyClass::none);
  EXPECT_EQ(contact(workspace_).consent, Consent::revoked);
}

TEST_F(FoundTest, AStopOlderThanALiftingWaitsForAPerson) {
  hear("STOP", kHourMs);
  lift("they called and asked for it");
  const auto done = find("STOP", 2 * kHourMs);
  EXPECT_EQ(done.cls, ReplyClass::suspected_stop);
  EXPECT_TRUE(done.review);
  EXPECT_TRUE(in_force().empty());
}

TEST_F(FoundTest, AStartLiftsNoOtherOptOut) {
  suppress(store::optouts::kManual);
  suppress(store::optouts::kCarrier);
  EXPECT_EQ(find("START", kDayMs - kHourMs).lifted, 0);
  EXPECT_EQ(in_force().size(), 2U);
}

TEST_F(FoundTest, ComesIntoItsPlaceInTheConversation) {
  const auto newer = hear("see you tomorrow", 5 * kHourMs);
  const auto older = find("are you open?", 3 * kHourMs);
  EXPECT_EQ(older.conversation, newer.conversation);
  write([&](store::Session& s, store::Ledger&) {
    const auto conversation = *store::inbox::by_id(s, newer.conversation);
    EXPECT_EQ(conversation.last_text, "see you tomorrow");
    EXPECT_EQ(conversation.last_at, begun_ + 5 * kHourMs);
    EXPECT_EQ(conversation.unread, 2);
  });
}

TEST_F(FoundTest, AnswersWhatHadLeftByThen) {
  const Instant now = clock_.now();
  clock_.jump_to(begun_ + kHourMs);
  const MessageId first = message(delivered, kPhone, campaign_);
  clock_.jump_to(begun_ + 5 * kHourMs);
  const MessageId second = message(delivered);
  clock_.jump_to(now);
  EXPECT_EQ(inbound(find("thanks", 2 * kHourMs).inbound).message, first);
  EXPECT_EQ(inbound(find("thanks", 6 * kHourMs).inbound).message, second);
}

TEST_F(FoundTest, IsTheSameMessageAsItsWebhook) {
  auto event = text("STOP");
  apply(event);
  event.found = true;
  event.received_at = clock_.now();
  EXPECT_TRUE(apply(event).repeated);
}

}  // namespace
}  // namespace tidings::inbox
