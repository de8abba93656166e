// Washing ahead, over a real embedded database, a clock turned by hand, and a register of the test behind the runner:
// what is asked, what is charged, what is kept, whatever becomes of a request.
#include "flow/registers/wash_stage.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <deque>
#include <filesystem>

#include "store/campaigns.h"
#include "store/contacts.h"
#include "store/ledger.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::registers {
namespace {

namespace washes = store::washes;

// Requests as plain words: "wash REFERENCE NUMBER…", "result REFERENCE", "balance".
class PlainWasher final : public service::Washer {
 public:
  bool has_results = true;
  size_t most = 3;

  size_t most_numbers() const override { return most; }
  bool takes(std::string_view e164) const override { return e164.starts_with("+61"); }
  HttpRequest build_wash(std::string_view reference, std::span<const std::string> numbers) const override {
    return {.method = "wash", .url = std::string(reference), .body = fmt::format("{}", fmt::join(numbers, " "))};
  }
  service::WashAnswer read_wash(const HttpResult& result, std::span<const std::string> numbers) const override {
    if (result.transport != Transport::answered) return service::unanswered(result);
    service::WashAnswer out;
    const auto& body = result.response.body;
    if (body == "refused") out.end = service::WashEnd::refused;
    if (body == "in_work") out.end = service::WashEnd::in_work;
    if (body == "never_seen") out.end = service::WashEnd::never_seen;
    if (body != "done") {
      out.problem = body;
      return out;
    }
    out.end = service::WashEnd::answered;
    for (const auto& number : numbers) {
      out.words.emplace_back(number, number.ends_with('9')   ? RegisterAnswer::listed
                                     : number.ends_with('0') ? RegisterAnswer::unknown
                                                             : RegisterAnswer::clear);
    }
    return out;
  }
  std::optional<HttpRequest> build_result(std::string_view reference) const override {
    if (!has_results) return std::nullopt;
    return HttpRequest{.method = "result", .url = std::string(reference)};
  }
  service::WashAnswer read_result(const HttpResult& result, std::span<const std::string> numbers) const override {
    return read_wash(result, numbers);
  }
  std::optional<HttpRequest> build_balance() const override { return HttpRequest{.method = "balance"}; }
  Result<int64_t> read_balance(const HttpResult& result) const override {
    if (result.transport != Transport::answered) return fail(ErrorCode::unavailable, "no balance");
    return 1000;
  }
};

class Runner final : public HttpRunner {
 public:
  void send(HttpRequest request, Done done) override {
    if (request.method == "balance") return done({Transport::answered, {200, {}, "1000"}, {}});
    waiting.push_back({std::move(request), std::move(done)});
  }
  // The oldest request ends so; it.
  HttpRequest answer(HttpResult result) {
    EXPECT_FALSE(waiting.empty());
    auto one = std::move(waiting.front());
    waiting.pop_front();
    one.done(std::move(result));
    return one.request;
  }
  HttpRequest answer(const std::string& body) { return answer({Transport::answered, {200, {}, body}, {}}); }

  std::deque<Outgoing> waiting;
};

class Wash : public testing::Test {
 protected:
  void SetUp() override {
    static int number = 0;
    path_ = (std::filesystem::temp_directory_path() / fmt::format("wash_{}_{}.db", ::getpid(), number++)).string();
    auto opened = store::sqlite::open(env_, {.path = path_, .inline_writes = true});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
    reg_.terms.name = "au";
    reg_.terms.places = {"AU"};
    reg_.terms.source = RegisterSource::dncr;
    reg_.terms.max_age_ms = 30 * kDayMs;
    reg_.washer = washer_;
    in_store([&](store::Session& s) {
      workspace_ = store::workspaces::insert(s, {.name = "one"});
      campaign_ = new_campaign(s, CampaignStatus::active);
    });
    begin_again();
  }
  void TearDown() override {
    stage_.reset();
    db_.reset();
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + end);
  }
  void begin_again() { stage_ = std::make_unique<WashStage>(env_, *db_, runner_, std::vector{reg_}); }

  CampaignId new_campaign(store::Session& s, CampaignStatus status, Purpose purpose = Purpose::marketing) {
    Campaign campaign;
    campaign.workspace = workspace_;
    campaign.name = "c";
    campaign.status = status;
    campaign.purpose = purpose;
    campaign.body = "Hi";
    campaign.audience.everyone = true;
    campaign.starts_at = starts_at_;
    return store::campaigns::insert(s, campaign, clock_.now());
  }
  template <class F>
  void in_store(F work) {
    const auto done = db_->write([&](store::Session& s) -> Result<> {
      work(s);
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }
  // A message to this number, of the campaign or of its own, due in so long.
  MessageId plan(const std::string& phone, int64_t in_ms = 0, CampaignId campaign = {}) {
    MessageId out;
    in_store([&](store::Session& s) {
      store::NewMessage message;
      message.workspace = workspace_;
      message.campaign = campaign ? campaign : campaign_;
      Contact contact;
      contact.workspace = workspace_;
      contact.phone = phone;
      contact.region = "AU";
      const auto made = store::contacts::insert(s, contact, clock_.now());
      message.contact = made ? *made : store::contacts::by_phone(s, workspace_, phone)->id;
      message.kind = MessageKind::campaign;
      message.purpose = Purpose::marketing;
      message.phone = phone;
      message.not_before = clock_.now() + in_ms;
      store::Ledger ledger(s, clock_.now());
      out = *ledger.plan(message);
      ledger.close();
    });
    return out;
  }
  std::string number(int last) { return fmt::format("+614123456{:02d}", last); }
  void plan_some(int n) {
    for (int i = 1; i <= n; ++i) plan(number(i));
  }
  void tick() {
    for (int i = 0; i < 20; ++i) {
      const auto done = stage_->tick();
      ASSERT_TRUE(done) << done.error().describe();
      if (*done == 0) return;
    }
  }
  void pass(int64_t ms) {
    clock_.advance(ms);
    tick();
  }
  std::string word(const std::string& phone) {
    std::string out;
    in_store([&](store::Session& s) {
      const auto known = store::registers::by_name(s, "au");
      store::registers::words(s, {{known->id, *register_number(phone)}},
                              [&](size_t, std::optional<store::registers::Word> found) {
                                out = found ? std::string(to_string(found->answer)) : "none";
                              });
    });
    return out;
  }
  int64_t used() {
    int64_t out = 0;
    in_store([&](store::Session& s) { out = washes::used(s, "register:au", clock_.now() - 100 * kDayMs); });
    return out;
  }
  std::vector<washes::Batch> all() {
    std::vector<washes::Batch> out;
    in_store([&](store::Session& s) { out = washes::page(s, {INT64_MAX}, 100); });
    return out;
  }
  std::string states() {
    std::string out;
    for (const auto& one : all()) out = std::string(washes::to_string(one.state)) + (out.empty() ? "" : " ") + out;
    return out;
  }
  const HttpResult lost_ = {Transport::maybe_sent, {}, "timed out"};
  const HttpResult down_ = {Transport::not_sent, {}, "no route"};

  ManualClock clock_{*parse_utc("2026-11-21T12:00:00Z")};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::string path_;
  std::unique_ptr<store::Database> db_;
  Runner runner_;
  std::shared_ptr<PlainWasher> washer_ = std::make_shared<PlainWasher>();
  WashRegister reg_;
  WorkspaceId workspace_;
  CampaignId campaign_;
  Instant starts_at_;
  std::unique_ptr<WashStage> stage_;
};

TEST_F(Wash, NumbersOfPlannedMessagesAreWashedInBatchesAndKept) {
  plan_some(4);
  plan(number(9));
  plan("+12025550123");
  tick();
  ASSERT_EQ(runner_.waiting.size(), 2U);
  EXPECT_EQ(used(), 5) << "charged before the answer";
  const auto stored = all();
  ASSERT_EQ(stored.size(), 2U);
  const auto first = runner_.answer("done");
  EXPECT_EQ(first.method, "wash");
  EXPECT_EQ(first.url, stored[1].reference) << "stored before the call";
  EXPECT_EQ(first.body, "+61412345601 +61412345602 +61412345603");
  EXPECT_EQ(runner_.answer("done").body, "+61412345604 +61412345609") << "the other country's is not its business";
  tick();
  EXPECT_EQ(word(number(1)), "clear");
  EXPECT_EQ(word(number(9)), "listed");
  EXPECT_EQ(states(), "done done");
  pass(10 * kMinuteMs);
  EXPECT_TRUE(runner_.waiting.empty()) << "nobody is washed twice";
  pass(kDayMs);
  EXPECT_EQ(runner_.waiting.size(), 2U) << "a day later it is old";
  EXPECT_EQ(used(), 10);
}

TEST_F(Wash, AnInvalidNumberIsUnknownAndNotPaidAgain) {
  plan(number(10));
  tick();
  runner_.answer("done");
  tick();
  EXPECT_EQ(word(number(10)), "unknown");
  pass(kHourMs);
  EXPECT_TRUE(runner_.waiting.empty());
}

TEST_F(Wash, AnAnswerThatEndsBeforeTheMessageIsDueIsAskedAnew) {
  plan(number(1));
  tick();
  runner_.answer("done");
  tick();
  pass(20 * kHourMs);
  EXPECT_TRUE(runner_.waiting.empty()) << "four hours are left, and it is due";
  plan(number(2), 13 * kHourMs);
  pass(kMinuteMs);
  EXPECT_TRUE(runner_.waiting.empty()) << "too early for one due in half a day and more";
  plan(number(1), 5 * kHourMs, [&] {
    CampaignId other;
    in_store([&](store::Session& s) { other = new_campaign(s, CampaignStatus::active); });
    return other;
  }());
  pass(kMinuteMs);
  ASSERT_EQ(runner_.waiting.size(), 1U);
  EXPECT_EQ(runner_.answer("done").body, number(1));
}

TEST_F(Wash, WhatIsHeldIsWashedAndWoken) {
  MessageId id = plan(number(1), 0);
  in_store([&](store::Session& s) {
    s.script(fmt::format("UPDATE message SET campaign_id = 0, kind = 3, reason = 36, not_before = {} WHERE id = {}",
                         (clock_.now() + 15 * kMinuteMs).ms, id.value));
  });
  tick();
  ASSERT_EQ(runner_.waiting.size(), 1U);
  runner_.answer("done");
  tick();
  in_store([&](store::Session& s) { EXPECT_EQ(store::ledger::by_id(s, id)->not_before, clock_.now()); });
}

TEST_F(Wash, ScheduledCampaignsAreWashedByTheirAudience) {
  in_store([&](store::Session& s) { s.script("UPDATE campaign SET status = 4"); });
  plan_some(2);
  in_store([&](store::Session& s) {
    starts_at_ = clock_.now() + 13 * kHourMs;
    new_campaign(s, CampaignStatus::scheduled);
  });
  tick();
  EXPECT_TRUE(runner_.waiting.empty()) << "too early";
  pass(2 * kHourMs);
  ASSERT_EQ(runner_.waiting.size(), 1U);
  EXPECT_EQ(runner_.answer("done").body, number(1) + " " + number(2));
}

TEST_F(Wash, OtherCampaignsAreNotTheRegistersBusiness) {
  in_store([&](store::Session& s) { s.script("UPDATE campaign SET purpose = 1"); });
  plan_some(2);
  tick();
  EXPECT_TRUE(runner_.waiting.empty());
}

TEST_F(Wash, AWashThatMayHaveArrivedIsFetchedByItsReferenceAndNotWashedAgain) {
  plan_some(2);
  tick();
  const auto asked = runner_.answer(lost_);
  tick();
  EXPECT_EQ(states(), "unclear");
  EXPECT_TRUE(runner_.waiting.empty());
  pass(29'000);
  EXPECT_TRUE(runner_.waiting.empty());
  pass(1'000);
  ASSERT_EQ(runner_.waiting.size(), 1U);
  const auto fetched = runner_.answer("done");
  EXPECT_EQ(fetched.method, "result");
  EXPECT_EQ(fetched.url, asked.url);
  tick();
  EXPECT_EQ(word(number(2)), "clear");
  EXPECT_EQ(states(), "done");
  EXPECT_EQ(used(), 2) << "paid once";
  EXPECT_EQ(all().size(), 1U);
}

TEST_F(Wash, AResultIsAskedForAfterThirtySecondsTwiceThenAfterHalfAnHour) {
  plan_some(1);
  tick();
  runner_.answer(lost_);
  tick();
  for (const int64_t wait : {30'000, 30'000, 30 * 60'000, 30 * 60'000}) {
    pass(wait - 1'000);
    EXPECT_TRUE(runner_.waiting.empty()) << wait;
    pass(1'000);
    ASSERT_EQ(runner_.waiting.size(), 1U) << wait;
    EXPECT_EQ(runner_.answer("in_work").method, "result");
    tick();
  }
  EXPECT_EQ(states(), "unclear");
  pass(kDayMs);
  EXPECT_EQ(states().substr(0, 4), "lost") << "after a day nobody can say";
}

TEST_F(Wash, AReferenceTheRegisterNeverSawIsGivenUpAfterTheThirdLook) {
  plan_some(1);
  tick();
  runner_.answer(lost_);
  tick();
  for (const int64_t wait : {30'000, 30'000}) {
    pass(wait);
    runner_.answer("never_seen");
    tick();
    EXPECT_EQ(states(), "unclear");
  }
  pass(30 * 60'000);
  runner_.answer("never_seen");
  tick();
  pass(kMinuteMs);
  ASSERT_EQ(runner_.waiting.size(), 1U) << "washed anew, by another reference";
  EXPECT_EQ(states(), "lost asking");
  EXPECT_NE(all()[0].reference, all()[1].reference);
  EXPECT_EQ(used(), 2) << "what nobody can say counts";
}

TEST_F(Wash, ARegisterThatIsDownIsAskedAgainLaterByTheSameReferenceAndPaidOnce) {
  plan_some(2);
  tick();
  const auto first = runner_.answer(down_);
  tick();
  EXPECT_EQ(states(), "asking");
  pass(29'000);
  EXPECT_TRUE(runner_.waiting.empty());
  pass(1'000);
  ASSERT_EQ(runner_.waiting.size(), 1U);
  EXPECT_EQ(runner_.answer(down_).url, first.url);
  tick();
  pass(59'000);
  EXPECT_TRUE(runner_.waiting.empty()) << "twice as long";
  plan(number(5));
  pass(1'000);
  ASSERT_EQ(runner_.waiting.size(), 1U);
  EXPECT_EQ(runner_.answer("done").url, first.url);
  tick();
  EXPECT_EQ(word(number(1)), "clear");
  EXPECT_EQ(used() - static_cast<int64_t>(runner_.waiting.size()), 2);
}

TEST_F(Wash, ARefusalIsNotChargedAndLeavesTheRegisterAlone) {
  plan_some(2);
  tick();
  runner_.answer("refused");
  tick();
  EXPECT_EQ(states(), "refused");
  EXPECT_EQ(used(), 0);
  pass(29 * 60'000);
  EXPECT_TRUE(runner_.waiting.empty());
  pass(60'000);
  EXPECT_EQ(runner_.waiting.size(), 1U);
}

TEST_F(Wash, TheBudgetIsNeverExceeded) {
  reg_.budget_per_day = 4;
  reg_.budget_per_month = 6;
  begin_again();
  plan_some(9);
  tick();
  EXPECT_EQ(used(), 4);
  ASSERT_EQ(runner_.waiting.size(), 2U);
  while (!runner_.waiting.empty()) runner_.answer("done");
  pass(kHourMs);
  EXPECT_EQ(used(), 4);
  EXPECT_TRUE(runner_.waiting.empty());
  clock_.jump_to(*parse_utc("2026-11-22T00:00:01Z"));
  pass(kMinuteMs);
  EXPECT_EQ(used(), 6) << "two more in these 31 days";
  begin_again();
  pass(kMinuteMs);
  EXPECT_EQ(used(), 6) << "a restart does not forget";
}

TEST_F(Wash, AProcessThatDiedLeavesNothingToGuess) {
  plan_some(2);
  tick();
  ASSERT_EQ(runner_.waiting.size(), 1U);
  runner_.waiting.clear();
  begin_again();
  tick();
  EXPECT_EQ(states(), "unclear") << "it may have left";
  EXPECT_TRUE(runner_.waiting.empty());
  pass(30'000);
  ASSERT_EQ(runner_.waiting.size(), 1U);
  EXPECT_EQ(runner_.answer("done").method, "result");
  tick();
  EXPECT_EQ(used(), 2);
  EXPECT_EQ(word(number(1)), "clear");
}

TEST_F(Wash, WithoutAQuestionForResultsAnUnclearWashIsMadeAnewAndCounted) {
  washer_->has_results = false;
  plan_some(1);
  tick();
  runner_.answer(lost_);
  tick();
  EXPECT_EQ(states(), "unclear");
  pass(30'000);
  EXPECT_EQ(states(), "lost");
  pass(kMinuteMs);
  ASSERT_EQ(runner_.waiting.size(), 1U);
  EXPECT_EQ(runner_.answer("done").method, "wash");
  tick();
  EXPECT_EQ(states(), "lost done");
  EXPECT_EQ(used(), 2);
}

TEST_F(Wash, NobodyConfiguredNothingHappens) {
  WashStage idle(env_, *db_, runner_, {});
  EXPECT_EQ(idle.tick().value_or(9), 0U);
}

}  // namespace
}  // namespace tidings::registers
