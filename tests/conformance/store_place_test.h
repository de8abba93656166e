// A suite that every engine of the store must pass: TEST_P over store_engines(). The database is open, migrated and in
// the mode a server runs it in (a writer's thread, group commits); inline mode where a test asks for it.
#pragma once

#include <gtest/gtest.h>

#include "store/workspaces.h"
#include "tests/support/store_places.h"
#include "tests/support/test_env.h"

namespace tidings::store {

class StorePlaceTest : public ::testing::TestWithParam<test::StoreEngine> {
 protected:
  void SetUp() override {
    open();
    const auto migrated = migrate(*db_);
    ASSERT_TRUE(migrated) << migrated.error().describe();
  }
  void TearDown() override { db_.reset(); }

  void open(bool inline_writes = false) {
    db_.reset();
    auto opened = place_->open(world_.env, inline_writes);
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
  }
  // A write that must succeed.
  void write(const std::function<void(Session&)>& work) {
    const auto done = db_->write([&](Session& s) -> Result<> {
      work(s);
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }
  template <class F>
  auto read(F work) {
    std::optional<decltype(work(std::declval<Session&>()))> out;
    const auto done = db_->read([&](Session& s) -> Result<> {
      out.emplace(work(s));
      return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().describe());
    return std::move(*out);
  }
  // Settings stand for any row: one key, one value.
  Result<> put(const std::string& key, const std::string& value) {
    return db_->write([&](Session& s) -> Result<> {
      workspaces::put_setting(s, key, value);
      return {};
    });
  }
  std::string get(const std::string& key) {
    return read([&](Session& s) { return workspaces::setting(s, key).value_or("none"); });
  }

  test::TestEnv world_;
  std::unique_ptr<test::StorePlace> place_ = GetParam().make();
  std::unique_ptr<Database> db_;
};

// Every engine, by name.
#define TIDINGS_FOR_EVERY_ENGINE(Suite)                                                          \
  INSTANTIATE_TEST_SUITE_P(Engine, Suite, ::testing::ValuesIn(::tidings::test::store_engines()), \
                           [](const auto& engine_of_test) { return engine_of_test.param.name; })

}  // namespace tidings::store
