#include "flow/inbox/inbox_test_world.h"
#include "flow/inbox/review_stage.h"

namespace tidings::inbox {
namespace {

using store::Ledger;
using store::Session;
using enum MessageState;

class OptOutTest : public InboxTest {
 protected:
  Result<store::StopResult> decide(ReviewId id, Decision decision) {
    return store::write_value<store::StopResult>(
        *db_, [&](Session& s) { return decide_review(s, id, decision, "alice", clock_.now()); });
  }
  Result<MessageId> answer(ConversationId id, const std::string& words) {
    return store::write_value<MessageId>(*db_, [&](Session& s) { return reply(s, id, words, "alice", clock_.now()); });
  }
};

TEST_F(OptOutTest, ASuspectedStopWaitsForAPersonAndEndsNothing) {
  const MessageId waiting = message(planned);
  const Applied done = say("please stop texting me");
  EXPECT_EQ(done.cls, ReplyClass::suspected_stop);
  ASSERT_TRUE(done.review);
  EXPECT_FALSE(done.confirmation);
  EXPECT_EQ(row(waiting).state, planned);
  EXPECT_TRUE(in_force().empty());
  ASSERT_EQ(open_reviews().size(), 1U);
  const auto review = open_reviews()[0];
  EXPECT_EQ(review.phone, kPhone);
  EXPECT_EQ(review.inbound, done.inbound);
  EXPECT_EQ(review.contact, contact_);
  EXPECT_EQ(review.due_at, clock_.now() + kDayMs);
  EXPECT_FALSE(say("please stop texting me").review) << "one review a number";
}

TEST_F(OptOutTest, DecidedAsStop) {
  const MessageId waiting = message(planned);
  const ReviewId id = *say("please stop texting me").review;
  const auto stopped = decide(id, Decision::stop);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->ended, 1);
  EXPECT_EQ(row(waiting).state, blocked);
  ASSERT_EQ(in_force().size(), 1U);
  EXPECT_EQ(in_force()[0].source, store::optouts::kReview);
  EXPECT_EQ(contact(workspace_).consent, Consent::revoked);
  EXPECT_TRUE(confirmations().empty());
  EXPECT_TRUE(open_reviews().empty());
  EXPECT_EQ(decide(id, Decision::none).error().code, ErrorCode::conflict);
  EXPECT_EQ(decide({99}, Decision::none).error().code, ErrorCode::not_found);
  EXPECT_EQ(say("START").lifted, 0) << "a reviewer's decision is not the person's keyword";
}

TEST_F(OptOutTest, DecidedAsNothing) {
  const MessageId waiting = message(planned);
  const ReviewId id = *say("please stop texting me").review;
  const auto before = row(waiting);
  ASSERT_TRUE(db_->write([&](Session& s) -> Result<> {
    Ledger ledger(s, clock_.now());
    for (auto& one : ledger.claim(before.campaign, before.kind, 1, 7, clock_.now() + kMinuteMs))
      ledger.hold(one, Reason::under_review, clock_.now() + kHourMs);
    ledger.close();
    return {};
  }));
  EXPECT_GT(row(waiting).not_before, clock_.now());
  ASSERT_TRUE(decide(id, Decision::none));
  EXPECT_EQ(row(waiting).state, planned);
  EXPECT_EQ(row(waiting).not_before, clock_.now()) << "it need not wait for its next look";
  EXPECT_TRUE(in_force().empty());
  EXPECT_TRUE(open_reviews().empty());
}

TEST_F(OptOutTest, TimeDecidesForStop) {
  const MessageId waiting = message(planned);
  say("please stop texting me");
  auto event = text("please stop texting me");
  event.from = kOther;
  clock_.advance(kHourMs);
  apply(event);
  ReviewStage stage(env_, *db_);
  EXPECT_EQ(stage.tick(), 0U);
  clock_.advance(23 * kHourMs);
  EXPECT_EQ(stage.tick(), 1U);
  EXPECT_EQ(row(waiting).state, blocked);
  EXPECT_EQ(in_force()[0].source, store::optouts::kReview);
  EXPECT_TRUE(in_force(kOther).empty()) << "its day is not over";
  EXPECT_EQ(stage.tick(), 0U);
  clock_.advance(kHourMs);
  EXPECT_EQ(stage.tick(), 1U);
  write([&](Session& s, Ledger&) { EXPECT_EQ(store::optouts::review_by_id(s, {1})->decided_by, "time"); });
}

TEST_F(OptOutTest, StopAndStartDecideOpenReviews) {
  ReviewId id = *say("please stop texting me").review;
  ASSERT_TRUE(say("STOP").confirmation);
  write([&](Session& s, Ledger&) { EXPECT_EQ(store::optouts::review_by_id(s, id)->decision, "stop"); });
  EXPECT_FALSE(say("please stop texting me").review) << "nothing left to decide";
  say("START");
  id = *say("please stop texting me").review;
  say("START");
  write([&](Session& s, Ledger&) { EXPECT_EQ(store::optouts::review_by_id(s, id)->decision, "none"); });
}

TEST_F(OptOutTest, AnOperatorSuppressesAndLifts) {
  const MessageId waiting = message(claimed);
  const auto enter = [&](const char* phone) {
    return store::write_value<store::StopResult>(
        *db_, [&](Session& s) { return suppress_manually(s, phone, "asked by phone", "alice", clock_.now()); });
  };
  const auto stopped = enter(kPhone);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->ended, 1);
  EXPECT_TRUE(stopped->new_suppression);
  EXPECT_FALSE(enter(kPhone)->new_suppression);
  EXPECT_EQ(row(waiting).state, blocked);
  EXPECT_EQ(in_force()[0].detail, "asked by phone (alice)");
  for (const char* bad : {"", "2025550123", "+0123456789", "+1202555012x", "+12345678901234567"}) {
    EXPECT_EQ(enter(bad).error().code, ErrorCode::invalid_argument) << bad;
  }

  const SuppressionId id = in_force()[0].id;
  const auto lift_it = [&](SuppressionId which, const char* reason) {
    return db_->write([&](Session& s) { return lift(s, which, "bob", reason, clock_.now()); });
  };
  EXPECT_EQ(lift_it(id, " ").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(lift_it({99}, "why not").error().code, ErrorCode::not_found);
  ASSERT_TRUE(lift_it(id, "asked to come back in writing"));
  EXPECT_TRUE(in_force().empty());
  EXPECT_EQ(lift_it(id, "again").error().code, ErrorCode::conflict);
}

TEST_F(OptOutTest, APersonAnswersInAConversation) {
  const ConversationId id = say("is there parking?").conversation;
  const auto planned_one = answer(id, "Yes, behind the house");
  ASSERT_TRUE(planned_one) << planned_one.error().describe();
  const auto r = row(*planned_one);
  EXPECT_EQ(r.kind, MessageKind::reply);
  EXPECT_EQ(r.phone, kPhone);
  EXPECT_EQ(r.sender, sender_);
  EXPECT_EQ(r.contact, contact_);
  EXPECT_EQ(r.created_by, "alice");
  EXPECT_EQ(r.segments, 1);
  write([&](Session& s, Ledger&) {
    const auto conversation = *store::inbox::by_id(s, id);
    EXPECT_EQ(conversation.unread, 0);
    EXPECT_EQ(conversation.last_text, "Yes, behind the house");
  });
  EXPECT_EQ(answer(id, " \n").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(answer(id, "beep \a").error().where, "body");
  EXPECT_EQ(answer(id, std::string(1601, 'x')).error().code, ErrorCode::too_large);
  std::string most;
  for (int i = 0; i < 1600; ++i) most += "é";
  EXPECT_TRUE(answer(id, most)) << "characters, not bytes";
  EXPECT_EQ(answer({99}, "x").error().code, ErrorCode::not_found);
  say("STOP");
  EXPECT_EQ(answer(id, "sorry to hear").error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace tidings::inbox
