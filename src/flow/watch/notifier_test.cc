// People are told once when something is opened and once when it is over, whatever fails between.
#include "flow/watch/notifier.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "flow/watch/incidents.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::watch {
namespace {

struct Heard {
  std::string route, key;
  bool resolved = false;
  std::string severity, text;
  AlertRoute::Done done;
};

class FakeRoute final : public AlertRoute {
 public:
  FakeRoute(std::string name, Severity least, std::vector<Heard>& heard)
      : AlertRoute(std::move(name), least), heard_(heard) {}
  void tell(const service::Alert& alert, Done done) const override {
    heard_.push_back({name(), alert.key, alert.resolved, alert.severity, alert.text, std::move(done)});
  }

 private:
  std::vector<Heard>& heard_;
};

class NotifierTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() / ("notifier_" + std::to_string(::getpid()) + ".db");
    remove_files();
    auto opened = store::sqlite::open(env_, {.path = path_.string(), .inline_writes = true});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
    begin({{"pager", Severity::error}, {"mail", Severity::info}});
  }
  void TearDown() override {
    notifier_.reset();
    db_.reset();
    remove_files();
  }
  void remove_files() {
    for (const char* end : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path_.string() + end);
  }
  // A process begins; what the one before was telling is forgotten with it.
  void begin(const std::vector<std::pair<std::string, Severity>>& names) {
    std::vector<std::unique_ptr<AlertRoute>> routes;
    for (const auto& [name, least] : names) routes.push_back(std::make_unique<FakeRoute>(name, least, heard_));
    notifier_ = std::make_unique<Notifier>(env_, *db_, std::move(routes), "https://sms.example.org");
  }
  void open(std::string_view key, Severity severity, std::string_view text = "it is broken") {
    ASSERT_TRUE(db_->write([&](store::Session& s) -> Result<> {
      incidents_.open(s, key, severity, text, clock_.now());
      return {};
    }));
  }
  void resolve(std::string_view key) {
    ASSERT_TRUE(db_->write([&](store::Session& s) -> Result<> {
      incidents_.resolve(s, key, "it came back", clock_.now());
      return {};
    }));
  }
  std::vector<std::string> tick() {
    const size_t before = heard_.size();
    EXPECT_TRUE(notifier_->tick());
    std::vector<std::string> out;
    for (size_t i = before; i < heard_.size(); ++i) {
      out.push_back(heard_[i].route + (heard_[i].resolved ? " resolved " : " opened ") +
                    heard_[i].key.substr(0, heard_[i].key.find('#')));
    }
    std::ranges::sort(out);
    return out;
  }
  // The newest that was told to this route.
  void answer(const std::string& route, Told::End end) {
    for (auto it = heard_.rbegin(); it != heard_.rend(); ++it) {
      if (it->route == route && it->done) return std::exchange(it->done, {})({end, "no", 0});
    }
    FAIL() << "nothing was told to " << route;
  }
  void answer_all(Told::End end = Told::End::done) {
    for (auto& one : heard_) {
      if (one.done) std::exchange(one.done, {})({end, {}, 0});
    }
  }
  using Lines = std::vector<std::string>;

  ManualClock clock_{*parse_utc("2026-11-21T12:00:00Z")};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  Incidents incidents_{env_};
  std::filesystem::path path_;
  std::unique_ptr<store::Database> db_;
  std::vector<Heard> heard_;
  std::unique_ptr<Notifier> notifier_;
};

TEST_F(NotifierTest, OnceWhenOpenedAndOnceWhenOver) {
  open("canary:main", Severity::critical);
  EXPECT_EQ(tick(), (Lines{"mail opened canary:main", "pager opened canary:main"}));
  EXPECT_EQ(tick(), Lines{}) << "asked, not answered yet";
  answer_all();
  open("canary:main", Severity::critical, "it is still broken");
  EXPECT_EQ(tick(), Lines{}) << "the same trouble is no news";
  resolve("canary:main");
  EXPECT_EQ(tick(), (Lines{"mail resolved canary:main", "pager resolved canary:main"}));
  EXPECT_TRUE(heard_.back().text.contains("it came back"));
  answer_all();
  EXPECT_EQ(tick(), Lines{});
  clock_.advance(2 * kDayMs);
  EXPECT_EQ(tick(), Lines{});
  open("canary:main", Severity::critical);
  EXPECT_EQ(tick(), (Lines{"mail opened canary:main", "pager opened canary:main"})) << "again: another incident";
  EXPECT_NE(heard_.front().key, heard_.back().key) << "and another alert";
}

TEST_F(NotifierTest, MildOnesAreNotPagedUntilTheyBecomeWorse) {
  open("gap", Severity::warning);
  EXPECT_EQ(tick(), Lines{"mail opened gap"});
  answer_all();
  EXPECT_EQ(tick(), Lines{});
  open("gap", Severity::critical);
  EXPECT_EQ(tick(), Lines{"pager opened gap"});
  answer_all();
  resolve("gap");
  EXPECT_EQ(tick(), (Lines{"mail resolved gap", "pager resolved gap"}));
  answer_all();
  open("quiet", Severity::warning);
  answer_all();
  tick();
  answer_all();
  resolve("quiet");
  EXPECT_EQ(tick(), Lines{"mail resolved quiet"}) << "who was not told of it is not told that it is over";
}

TEST_F(NotifierTest, OverBeforeAnybodyWasToldIsNotTold) {
  open("blip", Severity::critical);
  resolve("blip");
  EXPECT_EQ(tick(), Lines{});
  open("blip", Severity::critical);
  begin({{"pager", Severity::error}});
  EXPECT_EQ(tick(), Lines{"pager opened blip"});
}

TEST_F(NotifierTest, WhatCouldNotBeToldIsToldLaterAndLaterStillAndBothInOrder) {
  begin({{"pager", Severity::error}});
  open("down", Severity::critical);
  tick();
  answer("pager", Told::End::later);
  EXPECT_EQ(tick(), Lines{});
  clock_.advance(15'000);
  EXPECT_EQ(tick(), Lines{"pager opened down"});
  answer("pager", Told::End::later);
  EXPECT_EQ(tick(), Lines{});
  resolve("down");
  clock_.advance(15'000);
  EXPECT_EQ(tick(), Lines{}) << "the second wait is longer";
  clock_.advance(15'000);
  EXPECT_EQ(tick(), Lines{"pager opened down"}) << "they may have heard of it: first that";
  answer("pager", Told::End::done);
  EXPECT_EQ(tick(), Lines{"pager resolved down"});
}

TEST_F(NotifierTest, ARefusalIsNotRepeatedAndNobodyWaitsForADay) {
  begin({{"pager", Severity::error}});
  open("a", Severity::critical);
  tick();
  answer("pager", Told::End::refused);
  clock_.advance(kHourMs);
  EXPECT_EQ(tick(), Lines{});
  resolve("a");
  EXPECT_EQ(tick(), Lines{}) << "they never took it";
  open("b", Severity::critical);
  int told = 0;
  for (int i = 0; i < 200; ++i) {
    if (!tick().empty()) {
      ++told;
      answer("pager", Told::End::later);
    }
    clock_.advance(15 * kMinuteMs);
  }
  EXPECT_GT(told, 40);
  EXPECT_LT(told, 110) << "given up after a day";
}

TEST_F(NotifierTest, ACrashTellsAgainWhatHadNoAnswerAndNothingElse) {
  open("down", Severity::critical);
  tick();
  answer("mail", Told::End::done);
  tick();
  begin({{"pager", Severity::error}, {"mail", Severity::info}});
  EXPECT_EQ(tick(), Lines{"pager opened down"});
}

TEST_F(NotifierTest, ANewRouteHearsWhatIsOpenAndNotOldStories) {
  open("past", Severity::critical);
  resolve("past");
  open("now", Severity::critical);
  begin({{"pager", Severity::error}, {"mail", Severity::info}, {"new", Severity::info}});
  EXPECT_EQ(tick(), (Lines{"mail opened now", "new opened now", "pager opened now"}));
  answer_all();
  tick();
  begin({{"mail", Severity::info}});  // two are taken out of the configuration
  resolve("now");
  EXPECT_EQ(tick(), Lines{"mail resolved now"});
  answer_all();
  EXPECT_EQ(tick(), Lines{});
  EXPECT_EQ(notifier_->tick().value_or(9), 0U) << "nothing is left to do";
}

}  // namespace
}  // namespace tidings::watch
