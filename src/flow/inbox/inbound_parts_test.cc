// Long texts that come in parts: in any order, twice, not at all, with a STOP in them.
#include "flow/inbox/inbound_parts.h"

#include <algorithm>

#include "base/limits.h"
#include "flow/inbox/inbox_test_world.h"

namespace tidings::inbox {
namespace {

struct Written {
  std::string ref = "r1";
  int parts = 2;
};

class InboundPartsTest : public InboxTest {
 protected:
  carrier::WebhookEvent part(int number, const std::string& body, const Written& of = {}) {
    auto event = text(body);
    event.partial = true;
    event.part_ref = of.ref;
    event.part = number;
    event.parts = of.parts;
    return event;
  }
  std::optional<Applied> take(const carrier::WebhookEvent& event) {
    clock_.advance(kSecondMs);
    auto done = store::write_value<std::optional<Applied>>(
        *db_, [&](store::Session& s) { return parts_.apply(s, event, "tw", clock_.now()); });
    EXPECT_TRUE(done) << done.error().describe();
    return done.value_or(std::nullopt);
  }
  size_t tick() {
    if (!stage_) stage_ = std::make_unique<InboundPartsStage>(env_, *db_, inbox_, [this] { ++hurried_; });
    const auto done = stage_->tick();
    EXPECT_TRUE(done) << done.error().describe();
    return done.value_or(0);
  }
  std::vector<std::string> inbox() {
    std::vector<std::string> out;
    write([&](store::Session& s, store::Ledger&) {
      for (const auto& one : store::inbox::inbound_after(s, {}, 100)) out.push_back(one.body);
    });
    return out;
  }
  int hurried_ = 0;
  InboundParts parts_{inbox_};
  std::unique_ptr<InboundPartsStage> stage_;
};
using Texts = std::vector<std::string>;

TEST_F(InboundPartsTest, AreOneMessageInWhateverOrderTheyCome) {
  std::vector<int> order{1, 2, 3};
  int n = 0;
  do {
    const Written of{fmt::format("r{}", ++n), 3};
    const Texts bodies{"one ", "two ", "three"};
    for (size_t i = 0; i < order.size(); ++i) {
      EXPECT_EQ(inbox().size(), static_cast<size_t>(n - 1));
      const auto done = take(part(order[i], bodies[static_cast<size_t>(order[i] - 1)], of));
      EXPECT_EQ(done.has_value(), i == 2);
    }
    EXPECT_EQ(inbox().back(), "one two three");
  } while (std::ranges::next_permutation(order).found);
  EXPECT_EQ(n, 6);
  clock_.advance(kDayMs);
  EXPECT_EQ(tick(), 0u);
}

TEST_F(InboundPartsTest, RepeatsChangeNothing) {
  const auto first = part(1, "one "), second = part(2, "two");
  EXPECT_FALSE(take(first));
  EXPECT_TRUE(take(first)->repeated);
  EXPECT_FALSE(take(second)->repeated);
  EXPECT_TRUE(take(second)->repeated);
  EXPECT_TRUE(take(first)->repeated);
  EXPECT_EQ(inbox(), Texts{"one two"});
  // The carrier's own list names the part, without saying that it is one.
  auto found = text("two");
  found.provider_id = second.provider_id;
  EXPECT_TRUE(apply(found).repeated);
}

TEST_F(InboundPartsTest, AStopIsOneOnlyTogether) {
  const auto queued = message(MessageState::planned);
  EXPECT_FALSE(take(part(2, "OP")));
  EXPECT_TRUE(in_force().empty());
  const auto done = take(part(1, "ST"));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->cls, ReplyClass::stop);
  EXPECT_EQ(row(queued).state, MessageState::blocked);
  EXPECT_EQ(inbox(), Texts{"STOP"});
}

TEST_F(InboundPartsTest, AStopDoesNotWaitForTheRest) {
  const auto queued = message(MessageState::planned);
  const auto done = take(part(1, "STOP", {"r1", 3}));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->cls, ReplyClass::stop);
  EXPECT_EQ(row(queued).state, MessageState::blocked);
  EXPECT_EQ(in_force().size(), 1u);
  EXPECT_FALSE(take(part(2, "I mean ", {"r1", 3})));
  EXPECT_TRUE(take(part(3, "it", {"r1", 3}))) << "now nothing is missing";
  EXPECT_EQ(inbox(), (Texts{"STOP", "I mean it"}));
}

TEST_F(InboundPartsTest, WhatIsThereCountsWhenTheRestDoesNotCome) {
  message(MessageState::delivered);
  EXPECT_FALSE(take(part(1, "please stop texting me", {"r1", 3})));
  clock_.advance(limits::kInboundPartsMs - 1);
  EXPECT_EQ(tick(), 0u);
  EXPECT_TRUE(open_reviews().empty());
  clock_.advance(1);
  EXPECT_EQ(tick(), 1u);
  EXPECT_EQ(open_reviews().size(), 1u);
  EXPECT_EQ(inbox(), Texts{"please stop texting me"});
  EXPECT_EQ(tick(), 0u);
}

TEST_F(InboundPartsTest, AMissingPartIsSeen) {
  EXPECT_FALSE(take(part(1, "where is", {"r1", 4})));
  EXPECT_FALSE(take(part(2, " my", {"r1", 4})));
  EXPECT_FALSE(take(part(4, "order", {"r1", 4})));
  clock_.advance(limits::kInboundPartsMs);
  EXPECT_GT(tick(), 0u);
  EXPECT_EQ(inbox(), Texts{"where is my … order"});
  EXPECT_EQ(tick(), 0u);
  // Hours later it comes after all: at once, as a message of its own.
  clock_.advance(5 * kHourMs);
  EXPECT_TRUE(take(part(3, " blue ", {"r1", 4})));
  EXPECT_EQ(inbox(), (Texts{"where is my … order", " blue "}));
}

TEST_F(InboundPartsTest, AReferenceIsUsedAgain) {
  EXPECT_FALSE(take(part(1, "old ")));
  EXPECT_TRUE(take(part(2, "text")));
  EXPECT_FALSE(take(part(2, "news"))) << "of another text: its first part is still to come";
  EXPECT_TRUE(take(part(1, "new ")));
  EXPECT_FALSE(take(part(1, "third ")));
  EXPECT_FALSE(take(part(1, "fourth "))->repeated) << "the third will never be whole";
  EXPECT_TRUE(take(part(2, "one")));
  EXPECT_EQ(inbox(), (Texts{"old text", "new news", "third ", "fourth one"}));
}

TEST_F(InboundPartsTest, OthersPartsAreNotMixedIn) {
  EXPECT_FALSE(take(part(1, "mine ")));
  auto theirs = part(2, "theirs");
  theirs.from = kOther;
  EXPECT_FALSE(take(theirs));
  auto elsewhere = part(2, "elsewhere");
  elsewhere.to = "+12025550101";
  EXPECT_FALSE(take(elsewhere));
  EXPECT_FALSE(take(part(2, "of three", {"r1", 3})));
  EXPECT_FALSE(take(part(2, "of another", {"r2", 2})));
  EXPECT_TRUE(take(part(2, "too")));
  EXPECT_EQ(inbox(), Texts{"mine too"});
}

TEST_F(InboundPartsTest, NothingIsLostWithTheProcess) {
  EXPECT_FALSE(take(part(1, "one ")));
  open();
  InboundPartsStage after(env_, *db_, inbox_, [] {});
  clock_.advance(limits::kInboundPartsMs);
  ASSERT_TRUE(after.tick());
  EXPECT_EQ(inbox(), Texts{"one "});
}

TEST_F(InboundPartsTest, OneThatCannotBeAppliedIsTriedAgain) {
  EXPECT_FALSE(take(part(1, "one ")));
  write([](store::Session& s, store::Ledger&) { s.script("ALTER TABLE conversation RENAME TO away"); });
  clock_.advance(limits::kInboundPartsMs);
  EXPECT_EQ(tick(), 1u);
  EXPECT_TRUE(inbox().empty());
  EXPECT_EQ(tick(), 0u) << "later";
  write([](store::Session& s, store::Ledger&) { s.script("ALTER TABLE away RENAME TO conversation"); });
  clock_.advance(limits::kInboundPartsMs);
  EXPECT_EQ(tick(), 1u);
  EXPECT_EQ(inbox(), Texts{"one "});
}

TEST_F(InboundPartsTest, WhatHadToWaitIsStillAnswered) {
  message(MessageState::delivered);
  EXPECT_FALSE(take(part(2, "HELP", {"r1", 2})));
  clock_.advance(limits::kInboundPartsMs);
  EXPECT_EQ(tick(), 1u);
  EXPECT_EQ(confirmations().size(), 1u);
  EXPECT_EQ(hurried_, 1);
}

TEST_F(InboundPartsTest, AnErasedNumbersPartsAreGone) {
  EXPECT_FALSE(take(part(1, "one ")));
  write([](store::Session& s, store::Ledger&) { store::inbound_parts::erase(s, kPhone); });
  clock_.advance(limits::kInboundPartsMs);
  EXPECT_EQ(tick(), 0u);
  EXPECT_TRUE(inbox().empty());
}

TEST_F(InboundPartsTest, APartOfNobodyIsRefused) {
  auto event = part(1, "one");
  event.from.clear();
  const auto done = store::write_value<std::optional<Applied>>(
      *db_, [&](store::Session& s) { return parts_.apply(s, event, "tw", clock_.now()); });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace tidings::inbox
