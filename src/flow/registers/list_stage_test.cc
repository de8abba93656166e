// Lists from the upload to the gate's question, over a real embedded database and real files.
#include "flow/registers/list_stage.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/random.h"
#include "flow/registers/lists.h"
#include "store/sqlite/sqlite_database.h"

namespace tidings::registers {
namespace {

namespace registers = store::registers;
using registers::ListState;

class Lists : public testing::Test {
 protected:
  void SetUp() override {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() / fmt::format("registers_{}_{}", ::getpid(), number++);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    auto opened = store::sqlite::open(env_, {.path = (folder_ / "t.db").string(), .inline_writes = true});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
    DncRegister us;
    us.name = "us_dnc";
    us.places = {"US"};
    us.max_age_ms = 31 * kDayMs;
    configured_ = {us};
    begin_again();
  }
  void TearDown() override {
    stage_.reset();
    db_.reset();
    std::filesystem::remove_all(folder_);
  }
  void begin_again(size_t chunk = 3) { stage_ = std::make_unique<ListStage>(env_, *db_, folder_.string(), chunk); }

  ListRequest request(const std::string& text, const std::string& name = "us_dnc") {
    static int file = 0;
    const auto path = fmt::format("upload-{}.csv", file++);
    std::ofstream(folder_ / path, std::ios::binary) << text;
    ListRequest out;
    out.name = name;
    out.source = "the test";
    out.snapshot = "2026-11-20";
    out.path = path;
    out.bytes = static_cast<int64_t>(text.size());
    out.actor = "alice";
    return out;
  }
  Result<registers::List> begin(const ListRequest& asked) {
    return store::write_value<registers::List>(
        *db_, [&](store::Session& s) { return begin_list(s, configured_, asked, clock_.now()); });
  }
  RegisterListId upload(const ListRequest& asked) {
    const auto list = begin(asked);
    EXPECT_TRUE(list) << list.error().describe();
    return list ? list->id : RegisterListId{};
  }
  void run() {
    for (int i = 0; i < 1000; ++i) {
      const auto done = stage_->tick();
      ASSERT_TRUE(done) << done.error().describe();
      if (*done == 0) return;
    }
    FAIL() << "the stage never comes to rest";
  }
  template <class F>
  void in_store(F work) {
    const auto done = db_->write([&](store::Session& s) -> Result<> {
      work(s);
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }
  registers::List list(RegisterListId id) {
    registers::List out;
    in_store([&](store::Session& s) { out = registers::list_by_id(s, id).value(); });
    return out;
  }
  bool listed(int64_t number, const std::string& name = "us_dnc") {
    bool out = false;
    in_store([&](store::Session& s) {
      const auto known = registers::by_name(s, name);
      if (!known || !known->list) return;
      registers::listed(s, {{known->slot, number}}, [&](size_t, bool yes) { out = yes; });
    });
    return out;
  }
  size_t files() const {
    size_t n = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder_)) {
      n += file.path().filename().string().starts_with("upload-") ? 1 : 0;
    }
    return n;
  }
  int64_t entries() {
    int64_t out = 0;
    in_store([&](store::Session& s) {
      auto rows = s.open_text("SELECT count(*) FROM register_entry", nullptr, 0);
      if (rows->next()) out = rows->integer(0);
    });
    return out;
  }

  ManualClock clock_{*parse_utc("2026-11-21T12:00:00Z")};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  std::vector<DncRegister> configured_;
  std::unique_ptr<ListStage> stage_;
};

TEST_F(Lists, AListComesInForce) {
  const auto id = upload(request("202,5550100\r\n202,5550101\r\n\r\n12025550102\r\nnobody\r\n2025550103"));
  EXPECT_EQ(list(id).state, ListState::loading);
  EXPECT_FALSE(listed(12025550100));
  run();
  const auto done = list(id);
  EXPECT_EQ(done.state, ListState::in_force) << done.problem;
  EXPECT_EQ(done.lines, 6) << "the empty one counts too";
  EXPECT_EQ(done.numbers, 4);
  EXPECT_EQ(done.rejected, 1);
  EXPECT_EQ(done.finished_at, clock_.now());
  for (const int64_t number : {12025550100, 12025550101, 12025550102, 12025550103}) EXPECT_TRUE(listed(number));
  EXPECT_FALSE(listed(12025550104));
  EXPECT_EQ(files(), 0U);
  in_store([&](store::Session& s) {
    const std::vector<registers::Reject> expected{{5, "no_number", "nobody"}};
    EXPECT_EQ(registers::rejects(s, id, 0, 10), expected);
  });
}

TEST_F(Lists, TheOldOneStaysInForceUntilTheNewOneIsWhole) {
  upload(request("2025550100\n2025550101\n"));
  run();
  auto newer = request("2025550101\n2025550102\n2025550103\n2025550104\n2025550105\n2025550106\n2025550107\n");
  newer.snapshot = "2026-11-21";
  const auto second = upload(newer);
  // A file is read in pieces of more than this, so each tick has one; what it stored is not in force before the end.
  const auto half = list(second);
  in_store([&](store::Session& s) { registers::add_numbers(s, half, std::vector<int64_t>{12025550102}); });
  EXPECT_TRUE(listed(12025550100));
  EXPECT_FALSE(listed(12025550102));
  run();
  EXPECT_FALSE(listed(12025550100));
  EXPECT_TRUE(listed(12025550102));
  EXPECT_EQ(entries(), 7) << "the numbers of the old one are gone";
}

TEST_F(Lists, AfterACrashItIsReadAgain) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += fmt::format("202{:07d}\n", 2'000'000 + i);
  const auto id = upload(request(text));
  ASSERT_GT(stage_->tick().value_or(0), 0U);
  EXPECT_EQ(list(id).state, ListState::loading) << "more than one piece";
  EXPECT_GT(entries(), 0);
  begin_again();
  run();
  EXPECT_EQ(list(id).state, ListState::in_force);
  EXPECT_EQ(list(id).numbers, 20'000);
  EXPECT_EQ(list(id).lines, 20'000);
}

TEST_F(Lists, AFileThatIsNoSuchListChangesNothing) {
  upload(request("2025550100\n"));
  run();
  struct Case {
    std::string text, column, problem;
  };
  const Case kCases[] = {
      {"hello\nworld\nand\nall\n", "", "there is no number in it"},
      {"2025550100\na1\nb2\nc3\n", "", "3 of 4 lines are no number"},
      {"202,5550100,2026-11-01,A\n202,5550101,2026-11-01,D\n", "", "there is no number in it"},
      {"name,phone\nAnn,2025550100\n", "tel", "the file has no column 'tel'"},
      {"phone,phone\n1,2025550100\n", "phone", "two columns are called 'phone'"},
      {"2025550101\n\"2025550102\n2025550103\n", "", "a quote that opens in line 2 never closes"},
      {std::string("PK\x03\x04 zip", 8), "phone", "not a text file"},
  };
  for (const auto& one : kCases) {
    auto asked = request(one.text);
    asked.column = one.column;
    const auto id = upload(asked);
    run();
    EXPECT_EQ(list(id).state, ListState::failed) << one.text;
    EXPECT_NE(list(id).problem.find(one.problem), std::string::npos) << list(id).problem;
    EXPECT_TRUE(listed(12025550100)) << "the list before stays in force";
    EXPECT_EQ(entries(), 1) << one.text;
    EXPECT_EQ(files(), 0U);
  }
}

TEST_F(Lists, AFileThatIsGoneFails) {
  auto asked = request("2025550100\n");
  std::filesystem::remove(folder_ / asked.path);
  const auto id = upload(asked);
  run();
  EXPECT_EQ(list(id).state, ListState::failed);
  EXPECT_NE(list(id).problem.find("gone"), std::string::npos) << list(id).problem;
}

TEST_F(Lists, AColumnIsFoundByHeadingOrNumber) {
  auto by_name = request("name;telephone;note\nAnn;(202) 555-0100;\"a; b\"\nBob;2025550101;\nCyd;;x\nDan;2025550102\n");
  by_name.column = "telephone";
  const auto first = upload(by_name);
  run();
  EXPECT_EQ(list(first).state, ListState::in_force) << list(first).problem;
  EXPECT_EQ(list(first).numbers, 2);
  EXPECT_EQ(list(first).rejected, 2) << "no number, and too few columns";
  EXPECT_EQ(list(first).lines, 5);
  auto by_number = request("Ann,2025550100\nBob,2025550101\n", "other");
  by_number.column = "2";
  by_number.region = "US";
  upload(by_number);
  run();
  EXPECT_TRUE(listed(12025550101, "other"));
  auto with_heading = request("name,phone\nAnn,2025550102\n", "other");
  with_heading.column = "2";
  with_heading.region = "US";
  const auto third = upload(with_heading);
  run();
  EXPECT_EQ(list(third).rejected, 0) << "the heading is none";
  EXPECT_TRUE(listed(12025550102, "other"));
}

TEST_F(Lists, RefusedLinesAreKeptUpToALimit) {
  std::string text;
  for (int i = 0; i < 1500; ++i) text += "x1\n" + fmt::format("202555{:04d}\n", i);
  const auto id = upload(request(text));
  run();
  EXPECT_EQ(list(id).state, ListState::in_force) << list(id).problem;
  EXPECT_EQ(list(id).rejected, 1500);
  in_store([&](store::Session& s) {
    EXPECT_EQ(registers::rejects(s, id, 0, 5000).size(), limits::kRegisterRejects);
    EXPECT_EQ(registers::rejects(s, id, 0, 1).at(0).line, 1);
    EXPECT_EQ(registers::rejects(s, id, 1, 1).at(0).line, 3);
  });
}

TEST_F(Lists, WhatIsAskedForIsChecked) {
  const auto problem_at = [&](const std::function<void(ListRequest&)>& spoil) {
    auto asked = request("2025550100\n");
    spoil(asked);
    const auto list = begin(asked);
    EXPECT_FALSE(list);
    return list ? std::string() : list.error().where;
  };
  EXPECT_EQ(problem_at([](auto& r) { r.name = "Us Dnc"; }), "name");
  EXPECT_EQ(problem_at([](auto& r) { r.name = std::string(61, 'a'); }), "name");
  EXPECT_EQ(problem_at([](auto& r) { r.source = ""; }), "source");
  EXPECT_EQ(problem_at([](auto& r) { r.snapshot = ""; }), "snapshot");
  EXPECT_EQ(problem_at([](auto& r) { r.snapshot = "yesterday"; }), "snapshot");
  EXPECT_EQ(problem_at([](auto& r) { r.snapshot = "2026-13-01"; }), "snapshot");
  EXPECT_EQ(problem_at([](auto& r) { r.snapshot = "2026-11-23"; }), "snapshot") << "to come";
  EXPECT_EQ(problem_at([](auto& r) { r.snapshot = "2026-10-21"; }), "snapshot") << "31 days and more ago";
  EXPECT_EQ(problem_at([](auto& r) { r.expires = "2026-11-21"; }), "expires");
  EXPECT_EQ(problem_at([](auto& r) { r.expires = "soon"; }), "expires");
  EXPECT_EQ(problem_at([](auto& r) { r.region = "XX"; }), "region");
  EXPECT_EQ(problem_at([](auto& r) { r.covers = {"area 202"}; }), "covers");
  configured_[0].source = RegisterSource::dncr;
  EXPECT_EQ(problem_at([](auto&) {}), "us_dnc") << "it has no lists";
  configured_[0].source = RegisterSource::list;
  auto fine = request("2025550100\n");
  fine.snapshot = "2026-10-22";
  fine.covers = {"1202", "+1203"};
  const auto id = upload(fine);
  EXPECT_EQ(list(id).region, "US") << "the register's own country";
  EXPECT_EQ(list(id).covers, (std::vector<std::string>{"+1202", "+1203"}));
}

TEST_F(Lists, AnOlderListDoesNotReplaceANewerOne) {
  upload(request("2025550100\n"));
  run();
  auto older = request("2025550101\n");
  older.snapshot = "2026-11-19";
  EXPECT_EQ(begin(older).error().code, ErrorCode::conflict);
  const auto removed =
      store::write_value<registers::Known>(*db_, [&](store::Session& s) { return remove_list(s, "us_dnc"); });
  ASSERT_TRUE(removed);
  EXPECT_FALSE(listed(12025550100));
  upload(older);
  run();
  EXPECT_TRUE(listed(12025550101));
  EXPECT_EQ(entries(), 1);
  const auto again =
      store::write_value<registers::Known>(*db_, [&](store::Session& s) { return remove_list(s, "none"); });
  EXPECT_EQ(again.error().code, ErrorCode::not_found);
}

TEST_F(Lists, PlacesOfListsAreUsedAgain) {
  for (int i = 0; i < 5; ++i) {
    const auto id = upload(request(fmt::format("202555010{}\n", i)));
    run();
    EXPECT_LE(list(id).slot, 2);
    EXPECT_TRUE(listed(12025550100 + i));
    EXPECT_EQ(entries(), 1);
  }
}

}  // namespace
}  // namespace tidings::registers
