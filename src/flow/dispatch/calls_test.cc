// Calls are handed over as texts are, by a dispatcher of their own: neither channel waits for the other.
#include "flow/dispatch/calls.h"

#include "flow/dispatch/dispatch_test_world.h"
#include "flow/dispatch/recall.h"
#include "store/receipts.h"

namespace tidings::dispatch {
namespace {

using enum MessageState;

constexpr const char* kCaller = "+12025550177";

class CallsTest : public DispatchTest {
 protected:
  void SetUp() override {
    DispatchTest::SetUp();
    carrier_->calls = true;
    write([&](store::Session& s, store::Ledger&) {
      caller_number_ = store::workspaces::put_sender(s, {.workspace = workspace_,
                                                         .address = kCaller,
                                                         .carrier = "tw",
                                                         .daily_cap = 0,
                                                         .texts = false,
                                                         .calls = true});
    });
    restart();
  }
  CampaignId calls(const std::vector<std::string>& phones, SpokenPart spoken = {.text = "Hello {{name}}"}) {
    CampaignId id;
    std::vector<ContactId> contacts;
    for (const auto& phone : phones) contacts.push_back(contact(phone));
    write([&](store::Session& s, store::Ledger& ledger) {
      id = store::campaigns::insert(s,
                                    {.workspace = workspace_,
                                     .type = CampaignType::voice,
                                     .name = "calls",
                                     .status = CampaignStatus::active,
                                     .spoken = std::move(spoken),
                                     .rate_per_s = 1000},
                                    clock_.now());
      for (size_t i = 0; i < phones.size(); ++i) plan(ledger, id, contacts[i], phones[i], 0, Channel::call);
    });
    return id;
  }
  // A text and what may follow it, to one phone.
  CampaignId hybrid(const std::string& phone, bool with_call) {
    CampaignId id;
    const auto who = contact(phone);
    write([&](store::Session& s, store::Ledger& ledger) {
      id = store::campaigns::insert(s,
                                    {.workspace = workspace_,
                                     .type = CampaignType::hybrid,
                                     .name = "both",
                                     .status = CampaignStatus::active,
                                     .body = "Hi {{name}}",
                                     .spoken = {.text = "Hello {{name}}", .call_after_ms = 10 * kMinuteMs},
                                     .rate_per_s = 1000},
                                    clock_.now());
      plan(ledger, id, who, phone, 0, Channel::text);
      if (with_call) plan(ledger, id, who, phone, 1, Channel::call);
    });
    return id;
  }
  void plan(store::Ledger& ledger, CampaignId id, ContactId who, const std::string& phone, int step, Channel channel) {
    ASSERT_TRUE(ledger.plan({.workspace = workspace_,
                             .campaign = id,
                             .contact = who,
                             .step = step,
                             .kind = MessageKind::campaign,
                             .purpose = Purpose::marketing,
                             .phone = phone,
                             .not_before = clock_.now(),
                             .channel = channel}));
  }
  std::optional<store::CallRow> call(MessageId id) {
    std::optional<store::CallRow> out;
    write([&](store::Session& s, store::Ledger&) { out = store::calls::of(s, id); });
    return out;
  }
  static std::vector<std::string> numbers(int n, int first = 300) {
    std::vector<std::string> out;
    for (int i = 0; i < n; ++i) out.push_back(fmt::format("+1202555{:04d}", first + i));
    return out;
  }
  size_t held(std::string_view what) {
    return static_cast<size_t>(std::ranges::count_if(runner_.held, [&](const auto& one) {
      return one.request.url.starts_with("http://carrier/" + std::string(what));
    }));
  }
  // Answers the oldest request of one kind.
  void answer(std::string_view what, std::string body) {
    const auto at = std::ranges::find_if(runner_.held, [&](const auto& one) {
      return one.request.url.starts_with("http://carrier/" + std::string(what));
    });
    ASSERT_NE(at, runner_.held.end());
    auto one = std::move(*at);
    runner_.held.erase(at);
    one.done({Transport::answered, {.status = 200, .body = std::move(body)}, {}});
  }

  SenderId caller_number_;
};

TEST_F(CallsTest, ACallIsHandedOverWithAllItsCarrierNeeds) {
  const auto id = calls({"+12025550300"}, {"Hello {{name}}", "en-AU", "Polly.Nicole", MachinePolicy::hang_up, 20});
  tick(3);
  EXPECT_TRUE(runner_.held.empty()) << "the dispatcher of texts leaves calls alone";
  tick_calls();
  ASSERT_EQ(runner_.held.size(), 1U);
  const auto message = rows(id).at(0);
  EXPECT_EQ(runner_.held.front().request.url,
            fmt::format(
                "http://carrier/call?to=+12025550300&from={}&id={}&language=en-AU&machine=hang_up&ring_s=20&attempt=1",
                kCaller, message.id.value));
  EXPECT_EQ(runner_.held.front().request.body, "Hello Ann");
  EXPECT_EQ(message.state, handed);
  EXPECT_EQ(message.segments, 0);
  EXPECT_EQ(message.sender, caller_number_);
  const auto kept = call(message.id).value();
  EXPECT_EQ(kept.voice, "Polly.Nicole");
  EXPECT_EQ(kept.machine, MachinePolicy::hang_up);
  EXPECT_EQ(kept.campaign, id);
  runner_.answer("accepted CA1");
  tick_calls();
  EXPECT_EQ(rows(id).at(0).state, accepted);
  EXPECT_EQ(rows(id).at(0).provider_id, "CA1");
  expect_counts_hold(id);
}

TEST_F(CallsTest, TheFourOutcomesAreThoseOfASend) {
  struct Row {
    const char* answer;
    MessageState state;
    Reason reason;
  };
  int number = 300;
  for (const auto& row :
       {Row{"accepted CA1", accepted, Reason::none}, Row{"refused permanent 21211", refused, Reason::carrier_refused},
        Row{"busy 2000", planned, Reason::carrier_busy}, Row{"what?", unknown, Reason::outcome_unknown}}) {
    const auto id = calls({fmt::format("+1202555{:04d}", number++)});
    advance(5000);
    tick_calls();
    ASSERT_EQ(runner_.held.size(), 1U) << row.answer;
    runner_.answer(row.answer);
    tick_calls();
    EXPECT_EQ(rows(id).at(0).state, row.state) << row.answer;
    EXPECT_EQ(rows(id).at(0).reason, row.reason) << row.answer;
    expect_counts_hold(id);
    write([&](store::Session& s, store::Ledger&) {
      store::campaigns::set_status(s, id, CampaignStatus::active, CampaignStatus::paused, {}, {});
    });
  }
}

TEST_F(CallsTest, AnUnknownOneIsLookedForAmongCallsAndNeverMadeTwice) {
  const auto id = calls({"+12025550300"});
  tick_calls();
  runner_.answer("", Transport::maybe_sent);
  tick_calls();
  ASSERT_EQ(rows(id).at(0).state, unknown);
  advance(options_.unknown_first_ms);
  tick_calls();
  ASSERT_EQ(held("find_call"), 1U);
  const auto list = [&](const char* from) {
    return fmt::format(R"(found {{"id":"CA7","to":"+12025550300","from":"{}","body":"","at":{},"outcome":"human"}})",
                       from, rows(id).at(0).handed_at.ms);
  };
  answer("find_call", list("+12025550999"));
  tick_calls();
  EXPECT_EQ(rows(id).at(0).state, unknown) << "somebody else's call to the same number";
  advance(options_.unknown_again_ms);
  tick_calls();
  answer("find_call", list(kCaller));
  tick_calls();
  EXPECT_EQ(rows(id).at(0).state, delivered);
  EXPECT_EQ(rows(id).at(0).provider_id, "CA7");
  EXPECT_EQ(call(rows(id).at(0).id)->outcome, CallOutcome::human);
  EXPECT_EQ(held("call?"), 0U);
  expect_counts_hold(id);
}

TEST_F(CallsTest, ARestartInMidCallMakesItUnknownAndNothingIsDialledTwice) {
  const auto id = calls(numbers(2));
  tick_calls();
  ASSERT_EQ(held("call?"), 1U);  // one a second
  restart();
  tick_calls();
  int again = 0, handed_over = 0;
  for (const auto& row : rows(id)) {
    if (row.state == unknown) ++again;
    if (row.handed_at.ms > 0) ++handed_over;
  }
  EXPECT_EQ(again, 1);
  EXPECT_EQ(handed_over, 2) << "the other one goes on";
  EXPECT_EQ(held("call?"), 1U);
}

TEST_F(CallsTest, ANumberMakesOneCallASecondAndTheAccountItsOwn) {
  const auto id = calls(numbers(10));
  for (int i = 0; i < 300; ++i) tick_calls();  // three seconds
  const size_t of_one = held("call?");
  EXPECT_GE(of_one, 3U);
  EXPECT_LE(of_one, 4U);
  write([&](store::Session& s, store::Ledger&) {
    store::workspaces::put_sender(s, {.workspace = workspace_,
                                      .address = "+12025550178",
                                      .carrier = "tw",
                                      .daily_cap = 0,
                                      .texts = false,
                                      .calls = true});
  });
  runner_.held.clear();
  advance(2000);
  for (int i = 0; i < 100; ++i) tick_calls();  // a second
  EXPECT_GE(held("call?"), 2U) << "another number calls beside it";
  EXPECT_EQ(rows(id).size(), 10U);
}

TEST_F(CallsTest, TheAccountsCallsASecondAreKept) {
  carrier_->calls_a_second = 1;
  for (int i = 0; i < 9; ++i) {
    write([&](store::Session& s, store::Ledger&) {
      store::workspaces::put_sender(s, {.workspace = workspace_,
                                        .address = fmt::format("+1202555017{}", i),
                                        .carrier = "tw",
                                        .daily_cap = 0,
                                        .texts = false,
                                        .calls = true});
    });
  }
  restart();
  calls(numbers(10));
  for (int i = 0; i < 200; ++i) tick_calls();
  EXPECT_LE(held("call?"), 3U);
  EXPECT_GE(held("call?"), 2U);
}

TEST_F(CallsTest, StopEndsWhatWaits) {
  const auto id = calls(numbers(2));
  tick_calls();
  write([&](store::Session& s, store::Ledger& ledger) {
    for (const auto& phone : numbers(2))
      store::stop_number(s, ledger, phone, {.phone = phone, .source = "keyword", .created_at = clock_.now()});
  });
  for (int i = 0; i < 300; ++i) tick_calls();
  EXPECT_EQ(held("call?"), 1U) << "the one that had left";
  EXPECT_EQ(std::ranges::count(rows(id), blocked, &store::LedgerRow::state), 1);
}

TEST_F(CallsTest, AStoppedCampaignHangsUpWhatStillRings) {
  const auto id = calls({"+12025550300"});
  tick_calls();
  runner_.answer("accepted CA1");
  tick_calls();
  write([&](store::Session& s, store::Ledger&) {
    store::campaigns::set_status(s, id, CampaignStatus::active, CampaignStatus::stopped, {}, clock_.now());
    store::recalls::begin(s, id, clock_.now());
  });
  Recall recall(env_, *db_, carriers_, runner_);
  for (int i = 0; i < 20 && runner_.held.empty(); ++i) {
    ASSERT_TRUE(recall.tick());
    advance(100);
  }
  ASSERT_EQ(held("hang_up?id=CA1"), 1U);
  runner_.answer("canceled");
  ASSERT_TRUE(recall.tick());
  EXPECT_EQ(rows(id).at(0).state, cancelled);
}

// ---- pools

TEST_F(CallsTest, TextsThatHangDoNotKeepCallsWaitingAndCallsNotTexts) {
  options_.in_flight = 4;
  options_.calls_in_flight = 2;
  restart();
  campaign(numbers(50, 400));
  calls(numbers(50, 500));
  for (int i = 0; i < 50; ++i) tick();
  EXPECT_EQ(held("send?"), 4U) << "the carrier answers no text";
  int made = 0;
  for (int i = 0; i < 1000; ++i) {  // ten seconds
    tick();
    tick_calls();
    while (held("call?") > 0) answer("call?", fmt::format("accepted CA{}", ++made));
  }
  EXPECT_EQ(held("send?"), 4U);
  EXPECT_GE(made, 9) << "one a second, as if there were no texts";
  EXPECT_LE(made, 21);

  // And the other way round.
  for (int i = 0; i < 400; ++i) tick_calls();
  EXPECT_EQ(held("call?"), 2U) << "the carrier answers no call";
  int sent = 0;
  for (int i = 0; i < 200; ++i) {
    tick();
    tick_calls();
    while (held("send?") > 0) answer("send?", fmt::format("accepted SM{}", ++sent));
  }
  EXPECT_EQ(sent, 50);
  EXPECT_EQ(held("call?"), 2U);
}

// Property 27 of the seed: the pools are independent. However the carrier answers, each channel stays within its own
// limit and does not stop while its own requests are answered.
TEST_F(CallsTest, EachPoolKeepsItsLimitWhateverTheOtherDoes) {
  for (uint64_t seed = 1; seed <= 15; ++seed) {
    Random random(seed);
    options_.in_flight = 1 + random.below(5);
    options_.calls_in_flight = 1 + random.below(3);
    restart();
    const int first = static_cast<int>(seed) * 20;
    const auto texts = campaign(numbers(8, 400 + first));
    const auto spoken = calls(numbers(3, 4000 + first));
    int n = static_cast<int>(seed) * 1000;
    size_t made = 0;
    const auto turn = [&] {
      advance(400);
      tick();
      tick_calls();
      ASSERT_LE(held("send?"), options_.in_flight) << seed;
      ASSERT_LE(held("call?"), options_.calls_in_flight) << seed;
    };
    for (int i = 0; i < 20; ++i) {
      turn();
      const auto step = random.below(4);
      if (step == 1 && held("send?") > 0) answer("send?", fmt::format("accepted SM{}", ++n));
      if (step == 2 && held("call?") > 0) answer("call?", fmt::format("accepted CA{}", ++n)), ++made;
    }
    // Calls are answered from here on, texts never more: all calls are made.
    const size_t stuck = held("send?");
    for (int i = 0; i < 12; ++i) {
      turn();
      while (held("call?") > 0) answer("call?", fmt::format("accepted CA{}", ++n)), ++made;
    }
    EXPECT_EQ(made, 3U) << seed;
    EXPECT_GE(held("send?"), stuck) << seed;
    write([&](store::Session& s, store::Ledger&) {
      for (const auto id : {texts, spoken})
        store::campaigns::set_status(s, id, CampaignStatus::active, CampaignStatus::stopped, {}, {});
    });
  }
}

// ---- hybrid

TEST_F(CallsTest, TheTextOfAHybridCampaignIsGivenNoMoreTimeThanItsCallWaits) {
  const auto id = hybrid("+12025550300", false);
  tick();
  ASSERT_EQ(held("send?"), 1U);
  EXPECT_NE(runner_.held.front().request.url.find("validity_s=580"), std::string::npos)
      << runner_.held.front().request.url << ": ten minutes, less those of the hand-over";
  const auto text = rows(id).at(0);
  EXPECT_EQ(text.call_at, text.handed_at + 10 * kMinuteMs);
  const auto plain = campaign({"+12025550301"});
  runner_.held.clear();
  tick();
  EXPECT_EQ(rows(plain).at(0).call_at, Instant{});
}

TEST_F(CallsTest, ACallIsHandedOverOnlyIfItsTextWasNotDelivered) {
  struct Row {
    MessageState text, call;
    Reason reason;
  };
  int number = 300;
  for (const auto& row : {Row{delivered, blocked, Reason::text_delivered}, Row{accepted, handed, Reason::none},
                          Row{undelivered, handed, Reason::none}, Row{unknown, planned, Reason::text_undecided}}) {
    const auto id = hybrid(fmt::format("+1202555{:04d}", number++), true);
    advance(5000);
    tick();
    ASSERT_EQ(held("send?"), 1U);
    answer("send?", row.text == unknown ? "?" : fmt::format("accepted SM{}", number));
    tick();
    if (row.text != unknown && row.text != accepted) {
      write([&](store::Session& s, store::Ledger& ledger) {
        auto text = store::ledger::of_campaign(s, id, {}, 1).at(0);
        ASSERT_TRUE(ledger.carrier_word(text, row.text, text.provider_id, {}, {}));
      });
    }
    tick_calls();
    const auto both = rows(id);
    EXPECT_EQ(both.at(0).state, row.text);
    EXPECT_EQ(both.at(1).state, row.call) << to_string(row.text);
    EXPECT_EQ(both.at(1).reason, row.reason) << to_string(row.text);
    runner_.held.clear();
    expect_counts_hold(id);
  }
}

}  // namespace
}  // namespace tidings::dispatch
