// What a Database does when things go wrong around it: a full disk, a file it may not write, damage, another process,
// a newer schema; and the copy that is made while it works.
#include <thread>

#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

class StoreTrouble : public StorePlaceTest {
 protected:
  void script(const std::string& sql) {
    write([&](Session& s) { s.script(sql); });
  }
  Result<> fill(const std::string& key) { return put(key, std::string(200'000, 'x')); }
};
TIDINGS_FOR_EVERY_ENGINE(StoreTrouble);

TEST_P(StoreTrouble, AFullDiskStoresNothingAndIsNotForEver) {
  for (const bool inline_writes : {false, true}) {
    db_.reset();
    place_ = GetParam().make();
    open(inline_writes);
    ASSERT_TRUE(migrate(*db_));
    ASSERT_TRUE(put("before", "1"));
    script(place_->no_room());
    for (int i = 0; i < 3; ++i) {
      const auto full = fill("big");
      ASSERT_FALSE(full);
      EXPECT_EQ(full.error().code, ErrorCode::storage_full) << full.error().describe();
      EXPECT_FALSE(full.error().hint.empty());
    }
    EXPECT_EQ(get("before") + get("big"), "1none");
    script(place_->room());
    ASSERT_TRUE(fill("big"));
    EXPECT_EQ(get("big").size(), 200'000U);
    open(inline_writes);
    EXPECT_EQ(get("before") + get("big").substr(0, 1), "1x");
  }
}

TEST_P(StoreTrouble, OnAFullDiskSmallWritesOfTheSameCommitSayTheSame) {
  script(place_->no_room());
  std::vector<std::thread> threads;
  std::atomic<int> stored = 0, refused = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      const auto done = fill("k" + std::to_string(t));
      done ? ++stored : ++refused;
      if (!done) EXPECT_EQ(done.error().code, ErrorCode::storage_full) << done.error().describe();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(stored, 0);
  EXPECT_EQ(refused, 8);
  script(place_->room());
  ASSERT_TRUE(put("after", "1"));
  EXPECT_EQ(get("after"), "1");
  for (int t = 0; t < 8; ++t) EXPECT_EQ(get("k" + std::to_string(t)), "none");
}

TEST_P(StoreTrouble, WhatMayNotBeWrittenSaysSoAndStillReads) {
  ASSERT_TRUE(put("a", "1"));
  script(place_->read_only());
  const auto done = put("a", "2");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::storage_full) << done.error().describe();
  EXPECT_EQ(get("a"), "1");
  open();  // mended, and started again
  ASSERT_TRUE(put("a", "3"));
  EXPECT_EQ(get("a"), "3");
}

TEST_P(StoreTrouble, ADamagedDatabaseIsNotOpened) {
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(put("k" + std::to_string(i), std::string(2000, 'x')));
  db_.reset();
  place_->damage();
  const auto opened = place_->open(world_.env);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt) << opened.error().describe();
  EXPECT_NE(opened.error().hint.find("backup"), std::string::npos);
}

TEST_P(StoreTrouble, OneProcessAtATimeUnlessTheEngineIsForSeveral) {
  const auto second = place_->open(world_.env);
  if (db_->shared()) {
    ASSERT_TRUE(second) << second.error().describe();
    ASSERT_TRUE((*second)->write([](Session& s) -> Result<> {
      workspaces::put_setting(s, "b", "2");
      return {};
    }));
    EXPECT_EQ(get("b"), "2");
  } else {
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::unavailable);
  }
  ASSERT_TRUE(put("a", "1")) << "the first is not disturbed";
  open();
  EXPECT_EQ(get("a"), "1");
}

TEST_P(StoreTrouble, ADatabaseOfANewerProgramIsLeftAlone) {
  ASSERT_TRUE(put("a", "1"));
  script("INSERT INTO schema_migration (number, name) VALUES (9999, 'of the future')");
  const auto done = migrate(*db_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::version_mismatch);
  EXPECT_NE(done.error().what.find("9999"), std::string::npos);
  EXPECT_EQ(get("a"), "1");
}

TEST_P(StoreTrouble, ABackupIsOneMomentWhileWritesGoOn) {
  if (!place_->backs_up()) {
    const auto told = db_->backup("somewhere");
    ASSERT_FALSE(told);
    EXPECT_NE(told.error().hint.find("pg_dump"), std::string::npos);
    return;
  }
  ASSERT_TRUE(put("left", "0"));
  ASSERT_TRUE(put("right", "0"));
  std::atomic<bool> ended = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int i = 1; !ended; ++i) {
      write([&](Session& s) {
        workspaces::put_setting(s, "left", std::to_string(i));
        workspaces::put_setting(s, "pad" + std::to_string(i % 50), std::string(5000, 'x'));
        workspaces::put_setting(s, "right", std::to_string(i));
      });
      written = i;
    }
  });
  for (const char* name : {"one", "two", "three"}) {
    const int seen = written;
    const auto done = db_->backup(place_->backup_path(name));
    EXPECT_TRUE(done) << (done ? "" : done.error().describe());
    while (written < seen + 5) std::this_thread::yield();
  }
  ended = true;
  writer.join();
  const auto again = db_->backup(place_->backup_path("one"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::already_exists);
  int before = 0;
  for (const char* name : {"one", "two", "three"}) {
    auto copy = place_->open_backup(world_.env, name);
    ASSERT_TRUE(copy) << copy.error().describe();
    db_ = std::move(*copy);
    EXPECT_EQ(get("left"), get("right"));
    const int at = std::stoi(get("left"));
    EXPECT_GE(at, before);
    before = at;
    ASSERT_TRUE(migrate(*db_));
    ASSERT_TRUE(put("works", "1"));
  }
  EXPECT_GT(before, 0);
}

TEST_P(StoreTrouble, ABackupThatCannotBeMadeLeavesNothingBehind) {
  const auto done = db_->backup(place_->backup_path("no/such/folder"));
  ASSERT_FALSE(done);
  EXPECT_FALSE(done.error().what.empty());
  ASSERT_TRUE(put("a", "1"));
}

}  // namespace
}  // namespace tidings::store
