// What carriers say about calls of ours: their words become states and an outcome, whatever order they come in.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "flow/delivery/delivery.h"
#include "store/calls.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::delivery {
namespace {

using carrier::CallWord;
using carrier::EventType;
using store::Ledger;
using store::Session;
using enum MessageState;
using D = DeliveryState;
using O = CallOutcome;

constexpr const char* kPhone = "+12025550123";

class CallWords : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-calls-XXXXXX").string();
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
  // A call that was handed over; accepted: the carrier's answer is stored.
  MessageId call(MachinePolicy machine = MachinePolicy::leave_text, bool taken = true) {
    MessageId id;
    write([&](Session& s, Ledger& l) {
      id = *l.plan({.workspace = {1},
                    .campaign = {++campaign_},
                    .kind = MessageKind::campaign,
                    .phone = kPhone,
                    .channel = Channel::call});
      auto rows = l.claim({campaign_}, MessageKind::campaign, 1, 7, clock_.now() + 60'000, Channel::call);
      ASSERT_EQ(rows.size(), 1U);
      ASSERT_TRUE(l.hand(rows[0], {.sender = {1}, .sent_to = kPhone, .carrier = "tw", .body = "x"}));
      store::calls::put(s, {.message = id, .campaign = {campaign_}, .machine = machine});
      if (taken) ASSERT_TRUE(l.accept(rows[0], accepted, "CA" + std::to_string(id.value)));
    });
    return id;
  }
  carrier::WebhookEvent word(MessageId id, D state, CallWord said) {
    carrier::WebhookEvent e;
    e.type = EventType::call_status;
    e.provider_id = "CA" + std::to_string(id.value);
    e.client_ref = std::to_string(id.value);
    e.to = kPhone;
    e.state = state;
    e.provider_status = to_string(state);
    e.call = said;
    return e;
  }
  Result<> apply(const carrier::WebhookEvent& event, const char* carrier = "tw") {
    return db_->write([&](Session& s) { return delivery_.apply(s, event, carrier, clock_.now()); });
  }
  std::string stands(MessageId id) {
    std::string out;
    write([&](Session& s, Ledger&) {
      const auto kept = store::calls::of(s, id).value();
      out = fmt::format("{} {} {}", to_string(store::ledger::by_id(s, id)->state), to_string(kept.outcome),
                        kept.duration_s);
    });
    return out;
  }
  size_t receipts(MessageId id) {
    size_t n = 0;
    write([&](Session& s, Ledger&) { n = store::events::receipts_of(s, id).size(); });
    return n;
  }

  ManualClock clock_{Instant{1'700'000'000'000}};
  Random random_{7};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  Delivery delivery_{env_};
  int64_t campaign_ = 0;
};

struct Said {
  D state;
  O outcome = O::none;
  int duration_s = 0;
  int64_t sequence = -1;
};

TEST_F(CallWords, BecomeStatesAndAnOutcome) {
  struct Row {
    const char* what;
    std::vector<Said> words;
    const char* stands;
    MachinePolicy machine = MachinePolicy::leave_text;
  };
  const Row rows[] = {
      {"it rings", {{D::sending}}, "accepted none 0"},
      {"taken", {{D::sending, O::answered}}, "sent answered 0"},
      {"a person takes it", {{D::sending, O::human}}, "sent human 0"},
      {"a person heard it", {{D::sending, O::human}, {D::completed, O::answered, 12}}, "delivered human 12"},
      {"over, nobody says who", {{D::completed, O::none, 9}}, "delivered none 9"},
      {"over, was answered", {{D::completed, O::answered, 9}}, "delivered answered 9"},
      {"the machine has the text", {{D::sending, O::machine}, {D::completed, O::answered, 20}}, "delivered machine 20"},
      {"hung up on a machine",
       {{D::sending, O::machine}, {D::completed, O::answered, 2}},
       "undelivered machine 2",
       MachinePolicy::hang_up},
      {"a machine, and the end says so",
       {{D::completed, O::machine, 2}},
       "undelivered machine 2",
       MachinePolicy::hang_up},
      {"fax", {{D::sending, O::fax}, {D::completed, O::answered, 4}}, "undelivered fax 4"},
      {"busy", {{D::failed, O::busy}}, "undelivered busy 0"},
      {"no answer", {{D::missed, O::no_answer}}, "undelivered no_answer 0"},
      {"rejected", {{D::failed, O::rejected}}, "undelivered rejected 0"},
      {"failed", {{D::failed, O::failed}}, "failed failed 0"},
      {"cancelled by us", {{D::canceled, O::cancelled}}, "cancelled cancelled 0"},
      {"the end first, then it rings",
       {{D::completed, O::human, 5, 3}, {D::sending, O::none, 0, 1}},
       "delivered human 5"},
      {"busy, then a late ringing", {{D::failed, O::busy}, {D::sending}}, "undelivered busy 0"},
      {"who took it comes after the end",
       {{D::completed, O::answered, 5, 3}, {D::sending, O::human, 0, 2}},
       "delivered human 5"},
      {"of two that know, the later one",
       {{D::sending, O::human, 0, 2}, {D::sending, O::machine, 0, 3}},
       "sent machine 0"},
      {"whatever order they come in", {{D::sending, O::machine, 0, 3}, {D::sending, O::human, 0, 2}}, "sent machine 0"},
      {"without an order the first", {{D::sending, O::human}, {D::sending, O::machine}}, "sent human 0"},
  };
  for (const auto& row : rows) {
    const auto id = call(row.machine);
    for (const auto& said : row.words)
      ASSERT_TRUE(apply(word(id, said.state, {said.outcome, said.duration_s, said.sequence}))) << row.what;
    EXPECT_EQ(stands(id), row.stands) << row.what;
    const size_t n = receipts(id);
    for (const auto& said : row.words)
      ASSERT_TRUE(apply(word(id, said.state, {said.outcome, said.duration_s, said.sequence})));
    EXPECT_EQ(stands(id), row.stands) << row.what << ", said twice";
    EXPECT_EQ(receipts(id), n) << row.what << ", said twice";
  }
}

TEST_F(CallWords, NeverMoveItBackwardsInAnyOrder) {
  std::vector<Said> words{{D::queued, O::none, 0, 0},
                          {D::sending, O::none, 0, 1},
                          {D::sending, O::machine, 0, 2},
                          {D::completed, O::answered, 7, 3}};
  std::vector<int> order{0, 1, 2, 3};
  const auto rank = [](const std::string& stands) {
    return stands.starts_with("accepted") ? 0 : stands.starts_with("sent") ? 1 : 2;
  };
  do {
    const auto id = call();
    int before = 0;
    for (const int i : order) {
      const auto& said = words[static_cast<size_t>(i)];
      ASSERT_TRUE(apply(word(id, said.state, {said.outcome, said.duration_s, said.sequence})));
      EXPECT_GE(rank(stands(id)), before);
      before = rank(stands(id));
    }
    EXPECT_EQ(stands(id), "delivered machine 7");
  } while (std::ranges::next_permutation(order).found);
}

TEST_F(CallWords, AWordThatOvertakesTheAnswerSettlesIt) {
  const auto id = call(MachinePolicy::leave_text, false);
  ASSERT_TRUE(apply(word(id, D::sending, {O::human, 0, 1})));
  EXPECT_EQ(stands(id), "sent human 0");
  write(
      [&](Session& s, Ledger&) { EXPECT_EQ(store::ledger::by_id(s, id)->provider_id, fmt::format("CA{}", id.value)); });
}

TEST_F(CallWords, CallsThatAreNotOursChangeNothing) {
  const auto id = call();
  auto inbound = word(id, D::completed, {O::answered, 5});
  inbound.client_ref.clear();
  inbound.provider_id = "AC9";
  EXPECT_TRUE(apply(inbound));
  inbound.provider_id.clear();
  EXPECT_TRUE(apply(inbound));
  auto elsewhere = word(id, D::completed, {O::answered, 5});
  EXPECT_TRUE(apply(elsewhere, "other")) << "another carrier";
  elsewhere.to = "+12025550999";
  elsewhere.provider_id = "CA999";
  EXPECT_TRUE(apply(elsewhere)) << "another number";
  auto text = word(id, D::delivered, {});
  text.type = EventType::delivery_status;
  EXPECT_TRUE(apply(text)) << "a text's receipt";
  EXPECT_EQ(stands(id), "accepted none 0");
  EXPECT_EQ(receipts(id), 0U);
  write([&](Session& s, Ledger&) { EXPECT_TRUE(store::events::parked(s, "AC9").empty()); });
}

TEST_F(CallWords, AnEndIsCountedOnceByItsOutcome) {
  const auto id = call();
  const auto over = word(id, D::failed, {O::busy});
  ASSERT_TRUE(apply(over));
  ASSERT_TRUE(apply(over));
  EXPECT_NE(metrics_.expose().find(R"(calls_ended_total{outcome="busy"} 1)"), std::string::npos) << metrics_.expose();
}

}  // namespace
}  // namespace tidings::delivery
