// Calls whose last event was lost: asked for, ended once, and never asked for too early or for ever.
#include "flow/watch/call_check.h"

#include "flow/watch/watch_test_world.h"

namespace tidings::watch {
namespace {

// Answers "call/ID" with what the test says of it: "completed", "ringing"; nothing: an error.
class CallingCarrier final : public ListCarrier {
 public:
  CallingCarrier() : ListCarrier("tw") {}
  std::map<std::string, DeliveryState> calls;
  bool makes_calls() const override { return true; }
  std::optional<HttpRequest> build_fetch_call(std::string_view id, Instant) const override {
    HttpRequest out;
    out.url = fmt::format("call/{}", id);
    return out;
  }
  Result<carrier::FoundMessage> read_fetch_call(const HttpResult& result) const override {
    const auto at = calls.find(result.response.body);
    if (result.transport != Transport::answered || at == calls.end()) return fail(ErrorCode::unavailable, "not now");
    carrier::FoundMessage out;
    out.provider_id = at->first;
    out.state = at->second;
    out.provider_status = to_string(at->second);
    out.call = carrier::CallWord{.outcome = CallOutcome::human, .duration_s = 12};
    return out;
  }
};

class CallCheckTest : public WatchTest {
 protected:
  void SetUp() override {
    WatchTest::SetUp();
    begin();
  }
  void begin() {
    check_ = std::make_unique<CallCheck>(
        env_, *db_, runner_, std::vector<const carrier::Carrier*>{&calling_},
        [this](Session& s, const carrier::WebhookEvent& event, std::string_view name) -> Result<> {
          if (full_) return fail(ErrorCode::storage_full, "no room");
          EXPECT_EQ(name, "tw");
          EXPECT_EQ(event.type, carrier::EventType::call_status);
          EXPECT_EQ(event.call.duration_s, 12);
          EXPECT_TRUE(event.found);
          ++applied_;
          auto row = store::ledger::by_id(s, MessageId{std::stoll(event.client_ref)});
          store::Ledger ledger(s, clock_.now());
          ledger.carrier_word(*row, MessageState::delivered, event.provider_id, {}, {});
          ledger.close();
          return {};
        });
  }
  MessageId call(const std::string& provider_id, MessageState state = MessageState::accepted) {
    MessageId id;
    write([&](Session& s) {
      store::Ledger ledger(s, clock_.now());
      id = *ledger.plan({.workspace = workspace_, .phone = kPhone, .body = "x", .channel = Channel::call});
      auto row = *store::ledger::by_id(s, id);
      ASSERT_TRUE(ledger.claim(row, 7, clock_.now() + 60'000));
      ASSERT_TRUE(ledger.hand(row, {.sender = sender_, .sent_to = kPhone, .carrier = "tw", .body = "x"}));
      ASSERT_TRUE(ledger.accept(row, state, provider_id));
      ledger.close();
    });
    return id;
  }
  void turn() {
    ASSERT_TRUE(check_->tick());
    while (runner_.answer()) {
    }
    ASSERT_TRUE(check_->tick());
  }
  void sweep() {
    clock_.advance(limits::kCallCheckEveryMs);
    for (int i = 0; i < 10; ++i) {
      turn();
      clock_.advance(limits::kCallCheckPaceMs);
    }
  }
  MessageState state(MessageId id) {
    return read([&](Session& s) { return store::ledger::by_id(s, id)->state; });
  }
  CallingCarrier calling_;
  std::unique_ptr<CallCheck> check_;
  int applied_ = 0;
  bool full_ = false;
};

TEST_F(CallCheckTest, AFullDiskKeepsItFromNothingLater) {
  const auto one = call("CA1"), two = call("CA2");
  calling_.calls = {{"CA1", DeliveryState::completed}, {"CA2", DeliveryState::completed}};
  clock_.advance(limits::kCallOverMs + kMinuteMs);
  full_ = true;
  ASSERT_TRUE(check_->tick());
  while (runner_.answer()) {
  }
  EXPECT_FALSE(check_->tick()) << "said, so that the loop waits";
  full_ = false;
  sweep();
  EXPECT_EQ(state(one), MessageState::delivered);
  EXPECT_EQ(state(two), MessageState::delivered);
}

TEST_F(CallCheckTest, OneThatShouldBeOverIsAskedForAndEndsOnce) {
  const auto rings = call("CA1"), taken = call("CA2", MessageState::sent);
  calling_.calls = {{"CA1", DeliveryState::completed}, {"CA2", DeliveryState::completed}};
  clock_.advance(limits::kCallOverMs - 5 * kMinuteMs);
  sweep();
  EXPECT_TRUE(runner_.asked.empty()) << "its events may still come";
  clock_.advance(5 * kMinuteMs);
  sweep();
  EXPECT_EQ(state(rings), MessageState::delivered);
  EXPECT_EQ(state(taken), MessageState::delivered);
  EXPECT_EQ(applied_, 2);
  sweep();
  EXPECT_EQ(runner_.asked.size(), 2U);
  EXPECT_EQ(read([](Session& s) {
              auto rows = s.open_text("SELECT count(*) FROM webhook_event WHERE method = 'FOUND'", nullptr, 0);
              return rows->next() ? rows->integer(0) : 0;
            }),
            2)
      << "journalled as what webhooks tell is";
}

TEST_F(CallCheckTest, WhoCannotBeAnsweredForKeepsNobodyElseWaitingAndIsNotAskedForEver) {
  for (int i = 0; i < 50; ++i) call(fmt::format("CAnobody{}", i));
  const auto last = call("CAlast");
  const auto goes_on = call("CArings");
  calling_.calls = {{"CAlast", DeliveryState::completed}, {"CArings", DeliveryState::sending}};
  clock_.advance(limits::kCallOverMs);
  sweep();
  EXPECT_EQ(state(last), MessageState::delivered);
  EXPECT_EQ(state(goes_on), MessageState::accepted) << "by the carrier's own word";
  const size_t asked = runner_.asked.size();
  EXPECT_GE(asked, 52U);
  sweep();
  EXPECT_GT(runner_.asked.size(), asked) << "again in the next sweep";
  clock_.advance(limits::kCallAskedMostMs);
  sweep();
  const size_t before = runner_.asked.size();
  sweep();
  EXPECT_EQ(runner_.asked.size(), before);
}

TEST_F(CallCheckTest, ARestartAsksAgainAndTextsAreNotCalls) {
  sent(MessageState::accepted, clock_.now(), "SM1");
  const auto id = call("CA1");
  clock_.advance(limits::kCallOverMs + kMinuteMs);
  ASSERT_TRUE(check_->tick());
  EXPECT_EQ(runner_.asked.size(), 1U);
  begin();
  runner_.held.clear();
  calling_.calls = {{"CA1", DeliveryState::completed}};
  sweep();
  EXPECT_EQ(state(id), MessageState::delivered);
  EXPECT_EQ(applied_, 1);
}

}  // namespace
}  // namespace tidings::watch
