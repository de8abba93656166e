#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/limits.h"
#include "flow/intake/intake_stage.h"
#include "flow/intake/webhooks.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::intake {
namespace {

namespace events = store::events;
using store::Session;
using Kind = Verdict::Kind;

constexpr Instant kStart{1'700'000'000'000};

// Signature in the header X-Sign: "good", "old", anything else. Body "id=<provider id>", or not to be read.
class FakeCarrier final : public carrier::Carrier {
 public:
  std::string_view name() const override { return "fake"; }
  size_t most_characters() const override { return 1600; }
  HttpRequest build_send(const carrier::OutgoingMessage&) const override { return {}; }
  carrier::SendResult read_send(const HttpResult&) const override { return {}; }
  HttpRequest build_find(const carrier::FindQuery&, std::string_view) const override { return {}; }
  Result<carrier::FoundPage> read_find(const HttpResult&) const override { return carrier::FoundPage{}; }
  HttpRequest build_fetch(std::string_view) const override { return {}; }
  Result<carrier::FoundMessage> read_fetch(const HttpResult&) const override { return carrier::FoundMessage{}; }
  HttpRequest build_cancel(std::string_view) const override { return {}; }
  carrier::Signature check_signature(const carrier::WebhookRequest& request, Instant) const override {
    const auto sign = request.headers.get("X-Sign");
    if (sign.empty()) return carrier::Signature::absent;
    if (sign == "old") return carrier::Signature::stale;
    return sign == "good" ? carrier::Signature::valid : carrier::Signature::invalid;
  }
  Result<carrier::WebhookEvent> read_webhook(const carrier::WebhookRequest& request) const override {
    if (!request.body.starts_with("id=")) return fail(ErrorCode::invalid_argument, "no id in it");
    carrier::WebhookEvent event;
    event.type = carrier::EventType::delivery_status;
    event.provider_id = request.body.substr(3);
    event.client_ref = request.url;
    return event;
  }
  HttpResponse answer(const carrier::WebhookEvent&) const override { return {}; }
};

carrier::WebhookRequest request(const std::string& id, const std::string& sign = "good") {
  carrier::WebhookRequest r{"POST", "https://sms.example.org/webhooks/fake?m=1", {}, "id=" + id};
  r.headers.add("Content-Type", "text/plain");
  if (!sign.empty()) r.headers.add("X-Sign", sign);
  r.headers.add("Authorization", "Basic c2VjcmV0");
  return r;
}

class IntakeTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-intake-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
    open();
    ASSERT_TRUE(store::migrate(*db_));
  }
  void TearDown() override {
    db_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    db_.reset();
    auto opened = store::sqlite::open(env_, {.path = (folder_ / "t.db").string(), .inline_writes = true});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
  }
  // The sink's effect is a setting "<provider id>" = how often it was applied.
  Result<> sink(Session& s, const carrier::WebhookEvent& event) {
    ++calls_;
    const auto before = store::workspaces::setting(s, event.provider_id);
    store::workspaces::put_setting(s, event.provider_id, std::to_string(before ? std::stoi(*before) + 1 : 1));
    if (failing_.contains(event.provider_id)) return fail(failing_.at(event.provider_id), "it does not work today");
    if (throwing_ == event.provider_id) s.script("INSERT INTO no_such_table VALUES (1)");
    return {};
  }
  std::string effect(const std::string& id) {
    std::string out;
    EXPECT_TRUE(db_->read([&](Session& s) -> Result<> {
      out = store::workspaces::setting(s, id).value_or("none");
      return {};
    }));
    return out;
  }
  WebhookEventId record(const carrier::WebhookRequest& r, bool applied = false, const std::string& problem = {}) {
    WebhookEventId id;
    EXPECT_TRUE(db_->write([&](Session& s) -> Result<> {
      id = journal_.record(s, r, "fake", applied, problem);
      return {};
    }));
    return id;
  }
  events::WebhookRow row(WebhookEventId id) {
    events::WebhookRow out;
    EXPECT_TRUE(db_->read([&](Session& s) -> Result<> {
      out = *events::by_id(s, id);
      return {};
    }));
    return out;
  }
  size_t tick() {
    IntakeStage stage(env_, *db_, lookup_,
                      [this](Session& s, const carrier::WebhookEvent& e, std::string_view) { return sink(s, e); });
    const auto done = stage.tick();
    EXPECT_TRUE(done) << done.error().describe();
    return done.value_or(0);
  }

  ManualClock clock_{kStart};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  FakeCarrier carrier_;
  CarrierLookup lookup_ = [this](std::string_view name) { return name == "fake" ? &carrier_ : nullptr; };
  WebhookJournal journal_{env_, lookup_};
  std::map<std::string, ErrorCode> failing_;
  std::string throwing_;
  int calls_ = 0;
};

TEST_F(IntakeTest, OnlyWhatIsSignedAndReadIsAnEvent) {
  EXPECT_EQ(journal_.judge("fake", request("1")).kind, Kind::event);
  EXPECT_EQ(journal_.judge("fake", request("1")).event.provider_id, "1");
  EXPECT_EQ(journal_.judge("fake", request("1", "bad")).kind, Kind::forged);
  EXPECT_EQ(journal_.judge("fake", request("1", "")).kind, Kind::forged);
  EXPECT_EQ(journal_.judge("fake", request("1", "old")).kind, Kind::stale);
  EXPECT_EQ(journal_.judge("elsewhere", request("1")).kind, Kind::unknown_carrier);
  auto unreadable = request("1");
  unreadable.body = "?";
  const auto verdict = journal_.judge("fake", unreadable);
  EXPECT_EQ(verdict.kind, Kind::malformed);
  EXPECT_NE(verdict.problem.find("no id in it"), std::string::npos);
  unreadable.headers = {};
  EXPECT_EQ(journal_.judge("fake", unreadable).kind, Kind::forged) << "the signature is asked before anything is read";
}

TEST_F(IntakeTest, TheJournalKeepsTheRequestAsItCameButNoKeys) {
  const auto id = record(request("héllo & <>"), true);
  const auto back = request_of(row(id));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->method, "POST");
  EXPECT_EQ(back->url, "https://sms.example.org/webhooks/fake?m=1");
  EXPECT_EQ(back->body, "id=héllo & <>");
  EXPECT_EQ(back->headers.get("content-type"), "text/plain");
  EXPECT_EQ(back->headers.get("x-sign"), "good");
  EXPECT_EQ(row(id).headers.find("c2VjcmV0"), std::string::npos);
}

TEST_F(IntakeTest, AppliedRowsAreNotAppliedAgain) {
  record(request("1"), true);
  EXPECT_EQ(tick(), 0U);
  EXPECT_EQ(effect("1"), "none");
}

TEST_F(IntakeTest, WhatACrashLeftBetweenJournalAndEffectIsAppliedOnce) {
  const auto id = record(request("1"));
  open();  // the process died and came back
  EXPECT_EQ(tick(), 1U);
  EXPECT_EQ(tick(), 0U);
  EXPECT_EQ(effect("1"), "1");
  EXPECT_EQ(row(id).state, events::kApplied);
}

TEST_F(IntakeTest, APoisonedRowStopsNobodyAndLeavesNoHalfEffect) {
  throwing_ = "poison";
  failing_["bad"] = ErrorCode::internal;
  const auto poison = record(request("poison"));
  record(request("bad"));
  record(request("good"));
  EXPECT_EQ(tick(), 3U);
  EXPECT_EQ(effect("poison"), "none");
  EXPECT_EQ(effect("bad"), "none");
  EXPECT_EQ(effect("good"), "1");
  EXPECT_EQ(row(poison).state, events::kPending);
  EXPECT_FALSE(row(poison).problem.empty());
}

TEST_F(IntakeTest, BacksOffThenDiesThenIsReplayed) {
  failing_["1"] = ErrorCode::internal;
  const auto id = record(request("1"), false, "the first try failed");
  EXPECT_EQ(tick(), 0U) << "not before the first back-off";
  for (const int64_t delay : limits::kWebhookRetryDelaysMs) {
    EXPECT_EQ(row(id).state, events::kPending);
    clock_.advance(delay - 1);
    EXPECT_EQ(tick(), 0U);
    clock_.advance(1);
    EXPECT_EQ(tick(), 1U);
  }
  EXPECT_EQ(calls_, limits::kWebhookAttempts - 1) << "the first try was the caller's";
  EXPECT_EQ(row(id).state, events::kDead);
  EXPECT_NE(row(id).problem.find("does not work today"), std::string::npos);
  clock_.advance(kDayMs);
  EXPECT_EQ(tick(), 0U);

  failing_.clear();
  const auto replay = [&](WebhookEventId which) {
    return db_->write([&](Session& s) { return journal_.replay(s, which); });
  };
  ASSERT_TRUE(replay(id));
  EXPECT_EQ(replay(id).error().code, ErrorCode::conflict) << "pending already";
  EXPECT_EQ(replay({99}).error().code, ErrorCode::not_found);
  EXPECT_EQ(tick(), 1U);
  EXPECT_EQ(effect("1"), "1");
  EXPECT_EQ(row(id).problem, "");
}

TEST_F(IntakeTest, ReplayAllTakesTheDeadOnesOnly) {
  auto unreadable = request("x");
  unreadable.body = "?";
  WebhookEventId buried;
  ASSERT_TRUE(db_->write([&](Session& s) -> Result<> {
    buried = journal_.bury(s, unreadable, "fake", "cannot be read");
    journal_.record(s, request("done"), "fake", true, {});
    return {};
  }));
  EXPECT_EQ(row(buried).state, events::kDead);
  int64_t n = 0;
  ASSERT_TRUE(db_->write([&](Session& s) -> Result<> {
    n = journal_.replay_all(s);
    return {};
  }));
  EXPECT_EQ(n, 1);
  EXPECT_EQ(tick(), 1U);
  EXPECT_EQ(row(buried).state, events::kDead) << "unreadable is hopeless: no further tries";
  EXPECT_EQ(row(buried).attempts, 1);
}

TEST_F(IntakeTest, AFailingStoreCostsNoAttempt) {
  failing_["1"] = ErrorCode::storage_full;
  const auto id = record(request("1"));
  IntakeStage stage(env_, *db_, lookup_,
                    [this](Session& s, const carrier::WebhookEvent& e, std::string_view) { return sink(s, e); });
  const auto done = stage.tick();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::storage_full);
  EXPECT_EQ(row(id).attempts, 0);
  EXPECT_EQ(row(id).state, events::kPending);
}

TEST_F(IntakeTest, ACarrierTakenFromTheConfigurationEndsInTheDeadLetters) {
  const auto id = record(request("1"));
  lookup_ = [](std::string_view) { return nullptr; };
  for (int i = 0; i < limits::kWebhookAttempts; ++i) {
    EXPECT_EQ(tick(), 1U);
    clock_.advance(kMinuteMs);
  }
  EXPECT_EQ(row(id).state, events::kDead);
  EXPECT_EQ(calls_, 0);
}

TEST_F(IntakeTest, ABatchIsBounded) {
  ASSERT_TRUE(db_->write([&](Session& s) -> Result<> {
    for (size_t i = 0; i <= limits::kIntakeBatch; ++i) {
      journal_.record(s, request(std::to_string(i)), "fake", false, {});
    }
    return {};
  }));
  EXPECT_EQ(tick(), limits::kIntakeBatch);
  EXPECT_EQ(tick(), 1U);
}

}  // namespace
}  // namespace tidings::intake
