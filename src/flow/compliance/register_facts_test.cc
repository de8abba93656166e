#include "flow/compliance/register_facts.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/random.h"
#include "store/registers.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::compliance {
namespace {

namespace registers = store::registers;

class RegisterFacts : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::sqlite::open(env_, {.path = path_, .inline_writes = true});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
  }
  void TearDown() override {
    db_.reset();
    std::filesystem::remove(path_);
    std::filesystem::remove(path_ + "-wal");
    std::filesystem::remove(path_ + "-shm");
  }
  void in_store(const std::function<void(store::Session&)>& work) {
    const auto done = db_->write([&](store::Session& s) -> Result<> {
      work(s);
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }
  void put_list(const std::string& name, const std::vector<int64_t>& numbers, std::vector<std::string> covers = {},
                Instant expires = {}) {
    in_store([&](store::Session& s) {
      registers::List list;
      list.of = registers::put(s, name, now_);
      list.snapshot_at = now_ - kDayMs;
      list.expires_at = expires;
      list.covers = std::move(covers);
      list = *registers::list_by_id(s, *registers::add_list(s, list));
      registers::add_numbers(s, list, numbers);
      registers::put_in_force(s, list, static_cast<int64_t>(numbers.size()), now_);
    });
  }
  void say(const std::string& name, int64_t number, RegisterAnswer answer, Instant expires) {
    in_store([&](store::Session& s) {
      registers::put_words(s, registers::put(s, name, now_), {},
                           std::vector{std::pair(number, registers::Word{answer, now_ - kDayMs, expires})});
    });
  }
  DncRegister& add(const std::string& name, std::vector<std::string> places,
                   RegisterSource source = RegisterSource::list) {
    DncRegister out;
    out.name = name;
    out.places = std::move(places);
    out.source = source;
    return configured_.emplace_back(std::move(out));
  }
  // "us=clear au=unknown!": an exclamation mark for stale.
  std::string ask(std::string_view phone, Channel channel = Channel::text) {
    std::string out;
    in_store([&](store::Session& s) {
      const std::array<RegisterDesk::Asked, 1> phones{{{phone, channel}}};
      out.clear();
      const auto found = RegisterDesk(configured_).ask(s, phones, now_);
      for (const auto& fact : found.at(0)) {
        out +=
            (out.empty() ? "" : " ") + fact.name + "=" + std::string(to_string(fact.answer)) + (fact.stale ? "!" : "");
      }
    });
    return out;
  }

  const Instant now_ = *parse_utc("2026-11-21T12:00:00Z");
  ManualClock clock_{now_};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::string path_ =
      (std::filesystem::temp_directory_path() / ("register_facts_" + std::to_string(::getpid()) + ".db")).string();
  std::unique_ptr<store::Database> db_;
  std::vector<DncRegister> configured_;
};

TEST_F(RegisterFacts, NothingConfiguredAndNoListBindsNobody) { EXPECT_EQ(ask("+12025550100"), ""); }

TEST_F(RegisterFacts, AListSaysListedOrClear) {
  add("us", {"US"});
  EXPECT_EQ(ask("+12025550100"), "us=unknown") << "no list yet";
  put_list("us", {12025550100});
  EXPECT_EQ(ask("+12025550100"), "us=listed");
  EXPECT_EQ(ask("+12025550101"), "us=clear");
  EXPECT_EQ(ask("+61412345678"), "") << "not of its place";
  EXPECT_EQ(ask("+14165550100"), "") << "+1, but Canada's";
}

TEST_F(RegisterFacts, AListGrowsOldByItsTermsAndByItsOwnDay) {
  add("us", {"US"}).max_age_ms = kDayMs;
  put_list("us", {12025550100});
  EXPECT_EQ(ask("+12025550100"), "us=listed!") << "a day old this very moment";
  EXPECT_EQ(ask("+12025550101"), "us=clear!");
  configured_[0].max_age_ms = kDayMs + 1;
  EXPECT_EQ(ask("+12025550101"), "us=clear");
  put_list("us", {}, {}, now_);
  EXPECT_EQ(ask("+12025550101"), "us=clear!");
  put_list("us", {}, {}, now_ + 1);
  EXPECT_EQ(ask("+12025550101"), "us=clear");
}

TEST_F(RegisterFacts, AListOfSomeAreasLeavesOthersUnknown) {
  add("us", {"US"});
  put_list("us", {12025550100}, {"+1202", "+1203"});
  EXPECT_EQ(ask("+12025550100"), "us=listed");
  EXPECT_EQ(ask("+12035550100"), "us=clear");
  EXPECT_EQ(ask("+13125550100"), "us=unknown");
}

TEST_F(RegisterFacts, APartOfACountryBindsItsNumbersAndThoseNobodyKnows) {
  add("fl", {"US-FL"});
  EXPECT_EQ(ask("+18505550100"), "fl=unknown");
  EXPECT_EQ(ask("+12125550100"), "");
  configured_.clear();
  add("wa", {"AU-WA"});
  EXPECT_EQ(ask("+61412345678"), "wa=unknown") << "a mobile number tells no state";
}

TEST_F(RegisterFacts, AListNobodyConfiguredBindsEverybody) {
  put_list("ours", {12025550100, 61412345678});
  EXPECT_EQ(ask("+12025550100"), "ours=listed");
  EXPECT_EQ(ask("+61412345678"), "ours=listed");
  EXPECT_EQ(ask("+61412345679"), "ours=clear");
}

TEST_F(RegisterFacts, AServiceIsAskedForItsLastWord) {
  add("au", {"AU"}, RegisterSource::dncr).max_age_ms = 30 * kDayMs;
  EXPECT_EQ(ask("+61412345678"), "au=unknown");
  say("au", 61412345678, RegisterAnswer::clear, now_ + kDayMs);
  EXPECT_EQ(ask("+61412345678"), "au=clear");
  say("au", 61412345678, RegisterAnswer::clear, now_);
  EXPECT_EQ(ask("+61412345678"), "au=clear!");
  say("au", 61412345678, RegisterAnswer::listed, {});
  EXPECT_EQ(ask("+61412345678"), "au=listed");
  EXPECT_EQ(ask("+61412345679"), "au=unknown") << "another number";
  configured_[0].max_age_ms = kDayMs;
  EXPECT_EQ(ask("+61412345678"), "au=listed!");
}

TEST_F(RegisterFacts, CallsAreBoundByThoseThatSayNothingAboutTexts) {
  add("dncr", {"AU"}).texts = false;
  add("ours", {"AU"});
  put_list("dncr", {61412345678});
  put_list("ours", {});
  EXPECT_EQ(ask("+61412345678"), "ours=clear");
  EXPECT_EQ(ask("+61412345678", Channel::call), "dncr=listed ours=clear");
}

TEST_F(RegisterFacts, SeveralBindOneNumberAndABatchKeepsItsOrder) {
  add("us", {"US"});
  add("both", {"US", "AU"}).on_unknown = OnUnknown::send;
  put_list("us", {12025550100});
  put_list("both", {12025550101});
  put_list("ours", {});
  in_store([&](store::Session& s) {
    const std::array<RegisterDesk::Asked, 3> phones{{{"+12025550101"}, {"+61412345678"}, {"+12025550100"}}};
    const auto found = RegisterDesk(configured_).ask(s, phones, now_);
    ASSERT_EQ(found.size(), 3U);
    ASSERT_EQ(found[0].size(), 3U);
    EXPECT_EQ(found[0][0].answer, RegisterAnswer::clear);
    EXPECT_EQ(found[0][1].answer, RegisterAnswer::listed);
    EXPECT_TRUE(found[0][1].sends_unknown);
    EXPECT_EQ(found[0][2].name, "ours");
    ASSERT_EQ(found[1].size(), 2U);
    EXPECT_EQ(found[1][0].name, "both");
    EXPECT_EQ(found[2][0].answer, RegisterAnswer::listed);
    EXPECT_EQ(found[2][1].answer, RegisterAnswer::clear);
  });
}

}  // namespace
}  // namespace tidings::compliance
