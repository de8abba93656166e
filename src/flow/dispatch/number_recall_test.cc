// STOP reaches what the carrier has already: asked back message by message, whatever else happens meanwhile.
#include "flow/dispatch/number_recall.h"

#include "flow/dispatch/dispatch_test_world.h"
#include "flow/dispatch/recall.h"

namespace tidings::dispatch {
namespace {

const std::string kBob = "+12025550124";
const std::string kEve = "+12025550125";

class NumberRecallTest : public DispatchTest {
 protected:
  void SetUp() override {
    DispatchTest::SetUp();
    begin();
  }
  void TearDown() override {
    recall_.reset();
    DispatchTest::TearDown();
  }
  void begin() { recall_ = std::make_unique<Recall>(env_, *db_, carriers_, runner_); }
  void die() {
    recall_.reset();
    runner_.held.clear();
    restart();
    begin();
  }
  // Handed over and accepted.
  MessageId accepted(const std::string& phone) {
    const auto id = single(phone);
    tick(3);
    EXPECT_EQ(runner_.held.size(), 1U);
    runner_.answer("accepted SM" + std::to_string(id.value));
    tick();
    EXPECT_EQ(row(id).state, MessageState::accepted);
    return id;
  }
  void stop(const std::string& phone, WorkspaceId workspace = {}) {
    write([&](store::Session& s, store::Ledger& l) {
      store::stop_number(s, l, phone,
                         {.phone = phone,
                          .workspace = workspace,
                          .source = std::string(store::optouts::kKeyword),
                          .created_at = clock_.now()});
    });
  }
  void tick_recall(int times = 1) {
    for (int i = 0; i < times; ++i) {
      const auto done = recall_->tick();
      ASSERT_TRUE(done) << done.error().describe();
      advance(250);
    }
  }
  std::vector<std::string> asked() const {
    std::vector<std::string> out;
    for (const auto& held : runner_.held) out.push_back(held.request.url);
    return out;
  }
  static std::string cancel(MessageId id) { return "http://carrier/cancel?id=SM" + std::to_string(id.value); }
  int64_t left() {
    size_t n = 0;
    write([&](store::Session& s, store::Ledger&) {
      n = store::recalls::numbers_due(s, clock_.now() + 30 * kDayMs, 100).size();
    });
    return static_cast<int64_t>(n);
  }
  std::unique_ptr<Recall> recall_;
};

TEST_F(NumberRecallTest, WhatTheCarrierHasOfASilencedNumberIsCancelledThere) {
  const auto one = accepted(kBob), two = accepted(kBob), other = accepted(kEve);
  stop(kBob);
  tick_recall();
  EXPECT_EQ(asked(), (std::vector{cancel(one), cancel(two)}));
  runner_.answer("canceled");
  runner_.answer("canceled");
  tick_recall(4);
  EXPECT_EQ(row(one).state, MessageState::cancelled);
  EXPECT_EQ(row(two).state, MessageState::cancelled);
  EXPECT_EQ(row(other).state, MessageState::accepted);
  EXPECT_TRUE(runner_.held.empty()) << "asked once";
  EXPECT_EQ(left(), 0);
}

TEST_F(NumberRecallTest, ACarrierThatGivesNothingBackIsNotAsked) {
  carrier_->cannot_cancel = true;
  const auto one = accepted(kBob);
  stop(kBob);
  tick_recall(8);
  EXPECT_TRUE(runner_.held.empty());
  EXPECT_EQ(row(one).state, MessageState::accepted);
  EXPECT_EQ(left(), 0);
}

TEST_F(NumberRecallTest, TheCarriersTooLateIsNoFault) {
  const auto one = accepted(kBob);
  stop(kBob);
  tick_recall();
  runner_.answer("late");
  tick_recall(8);
  EXPECT_EQ(row(one).state, MessageState::accepted) << "its receipts say what becomes of it";
  EXPECT_TRUE(runner_.held.empty());
  EXPECT_EQ(left(), 0);
}

TEST_F(NumberRecallTest, WhatWasUnderWayAtTheStopIsAskedForWhenItsAnswerIsThere) {
  const auto id = single(kBob);
  tick(3);
  ASSERT_EQ(row(id).state, MessageState::handed);
  stop(kBob);
  tick_recall(8);
  ASSERT_EQ(runner_.held.size(), 1U) << "the send alone";
  runner_.answer("accepted SM" + std::to_string(id.value));
  tick();
  tick_recall(8);
  EXPECT_EQ(asked(), std::vector{cancel(id)});
  runner_.answer("canceled");
  tick_recall();
  EXPECT_EQ(row(id).state, MessageState::cancelled);
}

TEST_F(NumberRecallTest, ADeadProcessLeavesNothingBehind) {
  const auto one = accepted(kBob);
  stop(kBob);
  die();
  tick_recall();
  EXPECT_EQ(asked(), std::vector{cancel(one)});
  die();  // the question was out; its answer is lost
  tick_recall();
  EXPECT_EQ(asked(), std::vector{cancel(one)});
  runner_.answer("canceled");
  tick_recall();
  EXPECT_EQ(row(one).state, MessageState::cancelled);
  EXPECT_EQ(left(), 0);
}

TEST_F(NumberRecallTest, ASilentCarrierIsAskedAgainEverMoreSeldomAsLongAsItMayHaveIt) {
  const auto one = accepted(kBob);
  stop(kBob);
  int questions = 0;
  for (int i = 0; i < 4 * 600; ++i) {  // ten minutes
    tick_recall();
    while (!runner_.held.empty()) {
      ++questions;
      runner_.answer("", Transport::maybe_sent);
    }
  }
  EXPECT_GT(questions, 10);
  EXPECT_LT(questions, 20);
  advance(kHourMs);
  tick_recall();
  ASSERT_EQ(runner_.held.size(), 1U);
  runner_.answer("canceled");
  tick_recall();
  EXPECT_EQ(row(one).state, MessageState::cancelled);
}

TEST_F(NumberRecallTest, ItIsGivenUpWhenNoCarrierKeepsItAnyLonger) {
  accepted(kBob);
  stop(kBob);
  tick_recall();
  runner_.answer("", Transport::maybe_sent);
  tick_recall();
  advance(4 * kDayMs);
  tick_recall(2);
  EXPECT_TRUE(runner_.held.empty());
  EXPECT_EQ(left(), 0);
}

TEST_F(NumberRecallTest, AWorkspacesOwnSuppressionAsksBackItsOwnOnly) {
  accepted(kBob);
  stop(kBob, WorkspaceId{workspace_.value + 1});
  tick_recall(2);
  EXPECT_TRUE(runner_.held.empty());
}

TEST_F(NumberRecallTest, WhatIsPastCancellingOrLongGoneIsNotAskedFor) {
  const auto sent = accepted(kBob);
  write([&](store::Session& s, store::Ledger& l) {
    auto found = *store::ledger::by_id(s, sent);
    l.carrier_word(found, MessageState::sent, found.provider_id, {}, {});
  });
  accepted(kBob);
  advance(4 * kDayMs);
  stop(kBob);
  tick_recall(2);
  EXPECT_TRUE(runner_.held.empty());
}

TEST_F(NumberRecallTest, TheConfirmationIsLeftAlone) {
  write([&](store::Session&, store::Ledger& l) {
    l.plan({.workspace = workspace_, .kind = MessageKind::confirmation, .phone = kBob, .body = "You are out."});
  });
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  runner_.answer("accepted SM1");
  tick();
  stop(kBob);
  tick_recall(2);
  EXPECT_TRUE(runner_.held.empty());
}

// A carrier that answers STOP itself refuses our confirmation with "opted out".
class RefusedConfirmation : public NumberRecallTest {
 protected:
  // STOP now, with its confirmation on its way to the carrier.
  MessageId stop_with_confirmation() {
    MessageId id;
    write([&](store::Session& s, store::Ledger& l) {
      store::stop_number(s, l, kBob,
                         {.phone = kBob, .source = std::string(store::optouts::kKeyword), .created_at = clock_.now()});
      id = *l.plan({.workspace = workspace_, .kind = MessageKind::confirmation, .phone = kBob, .body = "You are out."});
    });
    tick(3);
    EXPECT_EQ(runner_.held.size(), 1U);
    return id;
  }
  std::vector<store::optouts::Suppression> in_force() {
    std::vector<store::optouts::Suppression> out;
    write([&](store::Session& s, store::Ledger&) { out = store::optouts::in_force(s, kBob); });
    return out;
  }
};

TEST_F(RefusedConfirmation, ChangesNothing) {
  const auto id = stop_with_confirmation();
  runner_.answer("refused opted_out 21610");
  tick(3);
  EXPECT_EQ(row(id).state, MessageState::refused);
  ASSERT_EQ(in_force().size(), 1U);
  EXPECT_EQ(in_force()[0].source, store::optouts::kKeyword);
  EXPECT_TRUE(runner_.held.empty()) << "not tried again";
  accepted(kEve);  // the sender is not blamed
}

TEST_F(RefusedConfirmation, DoesNotUndoAStartThatCameMeanwhile) {
  stop_with_confirmation();
  write([&](store::Session& s, store::Ledger&) {
    for (const auto& x : store::optouts::in_force(s, kBob)) store::optouts::lift(s, x.id, clock_.now(), "START");
  });
  runner_.answer("refused opted_out 21610");
  tick(3);
  EXPECT_TRUE(in_force().empty());
}

}  // namespace
}  // namespace tidings::dispatch
