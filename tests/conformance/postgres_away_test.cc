// A database server that goes away: what was answered with yes is there, what was answered with no is not, and work
// goes on by itself.
#include <atomic>
#include <thread>

#include "store/postgres/postgres_database.h"
#include "store/workspaces.h"
#include "tests/conformance/store_place_test.h"
#include "tests/support/postgres_server.h"

namespace tidings::store {
namespace {

class PostgresAway : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = postgres::open(world_.env, {.url = server_.new_database(), .readers = 2});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
    ASSERT_TRUE(migrate(*db_));
  }
  Result<> put(const std::string& key) {
    return db_->write([&](Session& s) -> Result<> {
      workspaces::put_setting(s, key, "1");
      return {};
    });
  }
  Result<> lose_the_session() {
    const Database::Work work = [](Session& s) -> Result<> {
      s.open_text("SELECT pg_terminate_backend(pg_backend_pid())", nullptr, 0);
      s.open_text("SELECT 1", nullptr, 0);
      return {};
    };
    auto written = db_->write(work);
    return written ? std::move(written) : db_->read(work);
  }
  bool there(const std::string& key) {
    bool found = false;
    const auto done = db_->read([&](Session& s) -> Result<> {
      found = workspaces::setting(s, key).has_value();
      return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().describe());
    return found;
  }

  test::PostgresServer& server_ = test::PostgresServer::get();
  test::TestEnv world_;
  std::unique_ptr<Database> db_;
};

TEST_F(PostgresAway, ALostSessionIsAnErrorOnceAndMadeAnew) {
  for (int i = 0; i < 3; ++i) {
    const auto lost = lose_the_session();
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::unavailable) << lost.error().describe();
    EXPECT_TRUE(put("k" + std::to_string(i)));
    EXPECT_TRUE(there("k" + std::to_string(i)));
  }
}

TEST_F(PostgresAway, ARestartBetweenTwoWritesIsNotNoticed) {
  ASSERT_TRUE(put("before"));
  server_.stop();
  server_.start();
  EXPECT_TRUE(there("before"));
  EXPECT_TRUE(put("after"));
  EXPECT_TRUE(there("after"));
}

// Killed without a word under writers, so that some commits are never answered.
TEST_F(PostgresAway, YesIsThereAndNoIsNot) {
  constexpr int kThreads = 4;
  std::atomic<bool> ended = false;
  std::atomic<int> written = 0;
  std::vector<std::pair<std::string, bool>> answers[kThreads];
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !ended; ++i) {
        const std::string key = std::to_string(t) + "/" + std::to_string(i);
        const auto done = put(key);
        answers[t].emplace_back(key, done.has_value());
        if (done) ++written;
      }
    });
  }
  for (int round = 0; round < 3; ++round) {
    const int seen = written;
    while (written < seen + 50) std::this_thread::yield();
    round == 1 ? server_.stop() : server_.crash();
    server_.start();
  }
  ended = true;
  for (auto& thread : threads) thread.join();
  int yes = 0;
  for (const auto& of_thread : answers) {
    for (const auto& [key, said] : of_thread) {
      EXPECT_EQ(there(key), said) << key;
      yes += said;
    }
  }
  EXPECT_GE(yes, 150);
}

}  // namespace
}  // namespace tidings::store
