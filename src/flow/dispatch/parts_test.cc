// Messages in several parts, each with an id of the carrier's own; and lists that tell our own id.
#include "flow/dispatch/dispatch_test_world.h"
#include "store/message_parts.h"
#include "store/receipts.h"

namespace tidings::dispatch {
namespace {

using enum MessageState;
constexpr const char* kAnn = "+12025550123";
const std::string kTwoParts(200, 'x');  // segments

class PartsTest : public DispatchTest {
 protected:
  MessageId text(const std::string& body) {
    if (!who_) who_ = contact(kAnn);
    MessageId id;
    write([&](store::Session&, store::Ledger& ledger) {
      id = *ledger.plan({.workspace = workspace_,
                         .contact = who_,
                         .kind = MessageKind::single,
                         .phone = kAnn,
                         .body = body,
                         .not_before = clock_.now()});
    });
    tick(3);
    EXPECT_EQ(runner_.held.size(), 1U);
    return id;
  }
  // A receipt about one part, which may name our id.
  void word(MessageId id, const std::string& part, DeliveryState state, const std::string& code = {}) {
    write([&](store::Session& s, store::Ledger& ledger) {
      auto about = *store::ledger::by_id(s, id);
      const store::events::Receipt receipt{
          .carrier = "tw", .provider_id = part, .state = state, .undelivered = true, .error_code = code};
      store::take_word(s, ledger, about, receipt, clock_.now(), true);
    });
  }
  void park(const std::string& part, DeliveryState state) {
    write([&](store::Session& s, store::Ledger&) {
      store::events::add_receipt(s, {.carrier = "tw", .provider_id = part, .state = state, .at = clock_.now()});
    });
  }
  ContactId who_;
  std::optional<MessageId> whose(const std::string& part) {
    std::optional<MessageId> out;
    write([&](store::Session& s, store::Ledger&) { out = store::message_parts::message_of(s, "tw", part); });
    return out;
  }
};

TEST_F(PartsTest, EveryIdIsKept) {
  const auto id = text(kTwoParts);
  runner_.answer("parts SM1 SM2");
  tick();
  EXPECT_EQ(row(id).state, accepted);
  EXPECT_EQ(row(id).provider_id, "SM1");
  EXPECT_EQ(row(id).segments, 2);
  EXPECT_EQ(whose("SM1"), id);
  EXPECT_EQ(whose("SM2"), id);
  word(id, "SM2", DeliveryState::delivered);
  EXPECT_EQ(row(id).state, sent);
  word(id, "SM1", DeliveryState::delivered);
  EXPECT_EQ(row(id).state, delivered);
}

TEST_F(PartsTest, OfASinglePartNothingMoreIsStored) {
  const auto id = text("hello");
  runner_.answer("parts SM1");
  tick();
  EXPECT_EQ(row(id).state, accepted);
  EXPECT_FALSE(whose("SM1"));
  word(id, "SM1", DeliveryState::delivered);
  EXPECT_EQ(row(id).state, delivered);
}

TEST_F(PartsTest, TheCarriersCountIsTheTrueOne) {
  const auto fewer = text(kTwoParts);
  runner_.answer("parts SM1");
  tick();
  EXPECT_EQ(row(fewer).segments, 1);
  word(fewer, "SM1", DeliveryState::delivered);
  EXPECT_EQ(row(fewer).state, delivered);
  const auto more = text("hello");
  runner_.answer("parts SM2 SM3");
  tick();
  EXPECT_EQ(row(more).segments, 2);
  word(more, "SM2", DeliveryState::delivered);
  EXPECT_EQ(row(more).state, sent);
}

TEST_F(PartsTest, APartRefusedFailsTheMessageAndNothingIsSentAgain) {
  const auto id = text(kTwoParts);
  runner_.answer("parts SM1 SM2 refused");
  tick();
  EXPECT_EQ(row(id).state, failed);
  EXPECT_EQ(row(id).error_code, "9");
  word(id, "SM1", DeliveryState::delivered);
  word(id, "SM2", DeliveryState::delivered);
  EXPECT_EQ(row(id).state, failed);
  advance(kHourMs);
  tick(5);
  EXPECT_TRUE(runner_.held.empty());
}

// Before the answer, after it, or never naming our id: each part's word may come at any of these times.
TEST_F(PartsTest, WordsMayOvertakeTheAnswer) {
  for (int i = 0; i < 16; ++i) {
    SCOPED_TRACE(i);
    const bool first_early = (i & 1) != 0, second_early = (i & 2) != 0, by_id = (i & 4) != 0, fails = (i & 8) != 0;
    const std::string one = fmt::format("SM{}a", i), two = fmt::format("SM{}b", i);
    const auto second_word = fails ? DeliveryState::failed : DeliveryState::delivered;
    const auto id = text(kTwoParts);
    const auto early = [&](const std::string& part, DeliveryState state) {
      by_id ? word(id, part, state, fails ? "7" : "") : park(part, state);
    };
    if (first_early) early(one, DeliveryState::delivered);
    if (second_early) early(two, second_word);
    if (by_id && (first_early || second_early)) {
      EXPECT_EQ(row(id).state, second_early && fails ? undelivered : first_early && second_early ? delivered : sent);
    }
    runner_.answer("parts " + one + " " + two);
    tick();
    if (!first_early) word(id, one, DeliveryState::delivered);
    if (!second_early) word(id, two, second_word, "7");
    const auto now = row(id);
    EXPECT_TRUE(fails ? now.state == undelivered || now.state == failed : now.state == delivered)
        << to_string(now.state);
    EXPECT_EQ(whose(two), id);
    EXPECT_TRUE(now.provider_id == one || now.provider_id == two);
    write([&](store::Session& s, store::Ledger&) { EXPECT_FALSE(store::events::any_parked(s)); });
  }
}

TEST_F(PartsTest, AnEstimateThatWasTooHighIsMendedByTheAnswer) {
  const auto id = text(kTwoParts);
  word(id, "SM1", DeliveryState::delivered);
  EXPECT_EQ(row(id).state, sent);
  runner_.answer("parts SM1");
  tick();
  EXPECT_EQ(row(id).state, delivered);
}

TEST_F(PartsTest, OurOwnIdInTheListIsTheMessage) {
  const auto id = text(kTwoParts);
  runner_.answer("", Transport::maybe_sent);
  tick();
  advance(31'000);
  tick(2);
  // Neither time nor text fits; another of the same text is somebody else's.
  runner_.answer(fmt::format(
      R"(found [{{"id":"SM8","to":"{0}","body":"{2}","at":{3},"ref":{4}}},)"
      R"({{"id":"SM2","to":"{0}","body":"","at":1,"ref":{1}}},{{"id":"SM1","to":"{0}","body":"","at":1,"ref":{1}}}])",
      kAnn, id.value, kTwoParts, clock_.now().ms, id.value + 1));
  tick(2);
  EXPECT_EQ(row(id).state, delivered);
  EXPECT_EQ(whose("SM1"), id);
  EXPECT_EQ(whose("SM2"), id);
  EXPECT_FALSE(whose("SM8"));
}

TEST_F(PartsTest, OnePartFoundIsNotAllOfThem) {
  const auto id = text(kTwoParts);
  runner_.answer("", Transport::maybe_sent);
  tick();
  advance(31'000);
  tick(2);
  runner_.answer(fmt::format(R"(found {{"id":"SM1","to":"{}","body":"","at":1,"ref":{}}})", kAnn, id.value));
  tick(2);
  EXPECT_EQ(row(id).state, sent);
  word(id, "SM2", DeliveryState::delivered);
  EXPECT_EQ(row(id).state, delivered);
}

TEST_F(PartsTest, AListThatNeedNotHaveItSaysNothing) {
  const auto id = text("hello");
  runner_.answer("", Transport::maybe_sent);
  tick();
  for (int i = 0; i < 4; ++i) {
    advance(kHourMs + kMinuteMs);
    tick(2);
    ASSERT_EQ(runner_.held.size(), 1U) << i;
    EXPECT_TRUE(runner_.held[0].request.url.starts_with("http://carrier/find")) << "never sent again";
    runner_.answer("unsure");
    tick(2);
    EXPECT_EQ(row(id).state, unknown);
  }
}

}  // namespace
}  // namespace tidings::dispatch
