// What a Database promises, whatever the engine: durable commits, each write on its own in a shared commit, snapshots,
// order, an orderly end.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/limits.h"
#include "store/sql.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

class StoreDatabase : public StorePlaceTest {
 protected:
  // Holds the writer's thread until opened, so that what is written meanwhile shares one commit.
  class Barrier {
   public:
    void hold(Database& db) {
      db.write_async(
          [this](Session&) -> Result<> {
            std::unique_lock lock(mutex_);
            inside_ = true;
            changed_.notify_all();
            changed_.wait(lock, [&] { return open_; });
            return {};
          },
          [](Result<>) {});
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return inside_; });
    }
    void open() {
      std::lock_guard lock(mutex_);
      open_ = true;
      changed_.notify_all();
    }

   private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool inside_ = false, open_ = false;
  };
  // Results of asynchronous writes, in the order they came.
  class Results {
   public:
    Database::Done done(int name) {
      return [this, name](Result<> result) {
        std::lock_guard lock(mutex_);
        came_.emplace_back(name, std::move(result));
        changed_.notify_all();
      };
    }
    std::vector<std::pair<int, Result<>>> wait_for(size_t n) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return came_.size() >= n; });
      return came_;
    }

   private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::pair<int, Result<>>> came_;
  };
};
TIDINGS_FOR_EVERY_ENGINE(StoreDatabase);

TEST_P(StoreDatabase, WhatWasCommittedIsThereAfterReopening) {
  ASSERT_TRUE(put("a", "1"));
  open();
  EXPECT_EQ(get("a"), "1");
  open(true);
  ASSERT_TRUE(put("b", "2"));
  open(true);
  EXPECT_EQ(get("a") + get("b"), "12");
}

TEST_P(StoreDatabase, MigratingTwiceChangesNothing) {
  ASSERT_TRUE(put("a", "1"));
  ASSERT_TRUE(migrate(*db_));
  EXPECT_EQ(get("a"), "1");
}

TEST_P(StoreDatabase, AnErrorOfTheWorkUndoesItAndComesBack) {
  for (const bool inline_writes : {false, true}) {
    open(inline_writes);
    const auto done = db_->write([](Session& s) -> Result<> {
      workspaces::put_setting(s, "a", "1");
      return fail(ErrorCode::conflict, "no", "here", "why");
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::conflict);
    EXPECT_EQ(done.error().where, "here");
    EXPECT_EQ(get("a"), "none");
  }
}

TEST_P(StoreDatabase, AFailureOfTheEngineIsAnErrorNotAnException) {
  for (const bool inline_writes : {false, true}) {
    open(inline_writes);
    const auto done = db_->write([](Session& s) -> Result<> {
      workspaces::put_setting(s, "a", "1");
      s.script("INSERT INTO setting (key, value) VALUES ('x', '1'), ('x', '2')");
      return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::conflict) << done.error().describe();
    EXPECT_EQ(get("a") + get("x"), "nonenone");
    const auto no_table = db_->write([](Session& s) -> Result<> {
      s.script("INSERT INTO nowhere VALUES (1)");
      return {};
    });
    ASSERT_FALSE(no_table);
    EXPECT_EQ(no_table.error().code, ErrorCode::internal);
    const auto read = db_->read([](Session& s) -> Result<> {
      s.open_text("SELECT * FROM nowhere", nullptr, 0)->next();
      return {};
    });
    EXPECT_FALSE(read);
    ASSERT_TRUE(put("a", "2")) << "and the store goes on";
    EXPECT_EQ(get("a"), "2");
    ASSERT_TRUE(db_->write([](Session& s) -> Result<> {
      s.script("DELETE FROM setting");
      return {};
    }));
  }
}

TEST_P(StoreDatabase, InASharedCommitOneThatFailsTakesNobodyAlong) {
  Barrier barrier;
  Results results;
  barrier.hold(*db_);
  for (int i = 0; i < 30; ++i) {
    db_->write_async(
        [i](Session& s) -> Result<> {
          workspaces::put_setting(s, "k" + std::to_string(i), "1");
          if (i % 3 == 1) return fail(ErrorCode::conflict, "by itself");
          if (i % 3 == 2) s.script("INSERT INTO nowhere VALUES (1)");
          return {};
        },
        results.done(i));
  }
  EXPECT_EQ(db_->queued_writes(), 30U);
  barrier.open();
  const auto came = results.wait_for(30);
  for (const auto& [name, result] : came) {
    EXPECT_EQ(result.has_value(), name % 3 == 0) << name;
    EXPECT_EQ(get("k" + std::to_string(name)), name % 3 == 0 ? "1" : "none") << name;
  }
}

TEST_P(StoreDatabase, AsynchronousWritesAreDoneInTheOrderTheyWereGiven) {
  Results results;
  for (int i = 0; i < 200; ++i) {
    db_->write_async(
        [i](Session& s) -> Result<> {
          const auto before = workspaces::setting(s, "log").value_or("");
          workspaces::put_setting(s, "log", before + std::to_string(i) + ",");
          return {};
        },
        results.done(i));
  }
  const auto came = results.wait_for(200);
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(came[i].first, i);
    expected += std::to_string(i) + ",";
  }
  EXPECT_EQ(get("log"), expected);
}

TEST_P(StoreDatabase, WritersOfManyThreadsLoseNothing) {
  constexpr int kThreads = 6, kEach = 100;
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto done = db_->write([&](Session& s) -> Result<> {
          const int n = std::stoi(workspaces::setting(s, "n").value_or("0"));
          workspaces::put_setting(s, "n", std::to_string(n + 1));
          workspaces::put_setting(s, std::to_string(t) + "/" + std::to_string(i), "x");
          return {};
        });
        if (!done) ++failed;
        // Read your own write.
        if (get(std::to_string(t) + "/" + std::to_string(i)) != "x") ++failed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(get("n"), std::to_string(kThreads * kEach));
}

TEST_P(StoreDatabase, AReadSeesOneMomentAllTheWayThrough) {
  ASSERT_TRUE(put("a", "1"));
  EXPECT_TRUE(db_->read([&](Session& s) -> Result<> {
    EXPECT_EQ(workspaces::setting(s, "a"), "1");
    EXPECT_TRUE(put("a", "2"));  // committed by another connection meanwhile
    EXPECT_EQ(workspaces::setting(s, "a"), "1");
    return {};
  }));
  EXPECT_EQ(get("a"), "2");
}

TEST_P(StoreDatabase, AReadNeverSeesHalfAWrite) {
  ASSERT_TRUE(db_->write([](Session& s) -> Result<> {
    workspaces::put_setting(s, "left", "0");
    workspaces::put_setting(s, "right", "0");
    return {};
  }));
  std::atomic<bool> ended = false;
  std::thread writer([&] {
    for (int i = 1; i <= 300; ++i) {
      write([&](Session& s) {
        workspaces::put_setting(s, "left", std::to_string(i));
        workspaces::put_setting(s, "right", std::to_string(i));
      });
    }
    ended = true;
  });
  int seen = 0;
  while (!ended || seen == 0) {
    const auto [left, right] =
        read([](Session& s) { return std::pair(workspaces::setting(s, "left"), workspaces::setting(s, "right")); });
    EXPECT_EQ(left, right);
    ++seen;
  }
  writer.join();
}

TEST_P(StoreDatabase, AReaderCannotWrite) {
  const auto done = db_->read([](Session& s) -> Result<> {
    workspaces::put_setting(s, "a", "1");
    return {};
  });
  EXPECT_FALSE(done);
  EXPECT_EQ(get("a"), "none");
}

TEST_P(StoreDatabase, ReadersAreSharedByMoreThreadsThanThereAre) {
  ASSERT_TRUE(put("a", "1"));
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) right += get("a") == "1";
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 16 * 50);
}

TEST_P(StoreDatabase, StoppingEndsWhatIsQueuedAndRefusesTheRest) {
  Barrier barrier;
  Results results;
  barrier.hold(*db_);
  for (int i = 0; i < 20; ++i) {
    db_->write_async(
        [i](Session& s) -> Result<> {
          workspaces::put_setting(s, "k" + std::to_string(i), "1");
          return {};
        },
        results.done(i));
  }
  std::thread stopping([&] { db_->stop(); });
  barrier.open();
  stopping.join();
  for (const auto& [name, result] : results.wait_for(20)) EXPECT_TRUE(result) << name;
  db_->stop();  // again: nothing happens
  const auto late = put("late", "1");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::unavailable);
  const auto late_read = db_->read([](Session&) -> Result<> { return {}; });
  ASSERT_FALSE(late_read);
  EXPECT_EQ(late_read.error().code, ErrorCode::unavailable);
  open();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(get("k" + std::to_string(i)), "1");
}

// One engine lets them pass, another need not: done they are everywhere.
TEST_P(StoreDatabase, WhoHurriesIsNotBehindThoseWhoQueue) {
  Barrier barrier;
  Results results;
  barrier.hold(*db_);
  std::vector<int> ran;  // the writer's thread
  for (int i = 0; i < 20; ++i) {
    db_->write_async(
        [&ran, i](Session& s) -> Result<> {
          ran.push_back(i);
          workspaces::put_setting(s, "k" + std::to_string(i), "1");
          return {};
        },
        results.done(i));
  }
  std::optional<Result<>> hurried;
  std::thread other([&] {
    hurried = db_->write_first([&](Session& s) -> Result<> {
      ran.push_back(100);
      workspaces::put_setting(s, "hurried", "1");
      return {};
    });
  });
  while (db_->queued_writes() < 21) std::this_thread::yield();
  barrier.open();
  other.join();
  for (const auto& [name, result] : results.wait_for(20)) EXPECT_TRUE(result) << name;
  ASSERT_TRUE(hurried && *hurried);
  EXPECT_EQ(get("hurried"), "1");
  ASSERT_EQ(ran.size(), 21U);
  if (!db_->shared()) EXPECT_EQ(ran.front(), 100);
}

TEST_P(StoreDatabase, HoweverManyHurryTheOthersGetTheirTurn) {
  Barrier barrier;
  Results results;
  barrier.hold(*db_);
  std::atomic<bool> queued_one_done = false;
  db_->write_async([](Session&) -> Result<> { return {}; }, [&](Result<>) { queued_one_done = true; });
  std::vector<std::thread> many;
  for (int i = 0; i < 3; ++i) {
    many.emplace_back([&] {
      while (!queued_one_done) {
        EXPECT_TRUE(db_->write_first([](Session&) -> Result<> { return {}; }));
      }
    });
  }
  barrier.open();
  for (auto& one : many) one.join();
}

TEST_P(StoreDatabase, TheQueueIsBoundedCallersWait) {
  Barrier barrier;
  barrier.hold(*db_);
  std::atomic<size_t> given = 0, done = 0;
  constexpr size_t kMore = limits::kWriteQueue + 50;
  std::thread giver([&] {
    for (size_t i = 0; i < kMore; ++i) {
      db_->write_async([](Session&) -> Result<> { return {}; }, [&](Result<>) { ++done; });
      ++given;
    }
  });
  while (db_->queued_writes() < limits::kWriteQueue) std::this_thread::yield();
  EXPECT_LE(given, limits::kWriteQueue);
  EXPECT_EQ(db_->queued_writes(), limits::kWriteQueue);
  barrier.open();
  giver.join();
  db_->stop();
  EXPECT_EQ(done, kMore);
}

TEST_P(StoreDatabase, ValuesComeBackAsTheyWent) {
  const std::string text("it's \"quoted\" \xF0\x9F\x91\x8B\n\t\0after", 26);
  for (const std::string& value : {std::string(), text, std::string(300'000, 'x')}) {
    ASSERT_TRUE(put("v", value));
    EXPECT_EQ(get("v"), value);
  }
  write([](Session& s) {
    s.script("CREATE TABLE probe (i BIGINT, d DOUBLE PRECISION, t TEXT)");
    s.script("INSERT INTO probe VALUES (-9223372036854775807, 0.1, NULL)");
  });
  EXPECT_TRUE(db_->read([](Session& s) -> Result<> {
    const Param params[] = {Param(int64_t{-9223372036854775807})};
    auto row = s.open_text("SELECT i, d, t FROM probe WHERE i = ?1", params, 1);
    EXPECT_TRUE(row->next());
    EXPECT_EQ(row->integer(0), -9223372036854775807);
    EXPECT_EQ(row->real(1), 0.1);
    EXPECT_TRUE(row->null(2));
    EXPECT_FALSE(row->null(0));
    EXPECT_EQ(row->text(2), "");
    EXPECT_FALSE(row->next());
    EXPECT_FALSE(row->next()) << "the end stays the end";
    return {};
  }));
}

// Engines behind a socket send the rows together; what fails in the middle fails its write, and only that.
TEST_P(StoreDatabase, ManyRowsOfOneStatement) {
  constexpr int kRows = 1'000;  // several batches
  std::vector<std::string> keys;
  for (int i = 0; i < kRows; ++i) keys.push_back("k" + std::to_string(i));
  write([&](Session& s) {
    std::vector<Param> params;
    for (const auto& key : keys) params.insert(params.end(), {Param(key), Param("first")});
    const auto changed = s.run_many(sql::workspaces::put_setting, params, 2);
    EXPECT_EQ(changed.size(), keys.size());
    EXPECT_TRUE(std::ranges::all_of(changed, [](int64_t n) { return n == 1; }));
    std::vector<Param> ask;
    for (const auto& key : keys) ask.emplace_back(key);
    size_t next = 0;
    s.open_many(sql::workspaces::get_setting, ask, 1, [&](size_t i, Cursor& cursor) {
      EXPECT_EQ(i, next++);
      EXPECT_TRUE(cursor.next());
      EXPECT_EQ(cursor.text(0), "first");
    });
    EXPECT_EQ(next, keys.size());
  });

  // A null value in the middle of each batch; the writes before and after it share its commit.
  Barrier barrier;
  Results results;
  barrier.hold(*db_);
  const auto put_all = [&](const std::string& value, bool broken) {
    return [&keys, value, broken](Session& s) -> Result<> {
      std::vector<Param> params;
      for (size_t i = 0; i < keys.size(); ++i) {
        params.emplace_back(keys[i]);
        params.push_back(broken && i % 200 == 100 ? Param(std::nullopt) : Param(value));
      }
      s.run_many(sql::workspaces::put_setting, params, 2);
      return {};
    };
  };
  db_->write_async(put_all("second", false), results.done(1));
  db_->write_async(put_all("third", true), results.done(2));
  db_->write_async(
      [](Session& s) -> Result<> {
        workspaces::put_setting(s, "after", "yes");
        return {};
      },
      results.done(3));
  barrier.open();
  for (const auto& [name, result] : results.wait_for(3)) {
    EXPECT_EQ(result.has_value(), name != 2) << name;
    if (!result) EXPECT_EQ(result.error().code, ErrorCode::conflict);
  }
  EXPECT_EQ(get("k0"), "second");
  EXPECT_EQ(get("k999"), "second");
  EXPECT_EQ(get("after"), "yes");
  EXPECT_FALSE(db_->write(put_all("fourth", true))) << "also in a commit of its own";
  EXPECT_TRUE(put("k0", "fifth"));
  EXPECT_EQ(get("k0"), "fifth");
}

TEST_P(StoreDatabase, ManyRowsAreAsOneAfterTheOther) {
  write([](Session& s) {
    s.script(
        "CREATE TABLE many (id BIGINT PRIMARY KEY, word TEXT, part DOUBLE PRECISION, n BIGINT NOT NULL DEFAULT 0)");
  });
  const Statement insert{sql::kStatements, "many.insert", "INSERT INTO many (id, word, part) VALUES (?1, ?2, ?3)"};
  const Statement quietly{sql::kStatements + 1, "many.quietly",
                          "INSERT INTO many (id, word) VALUES (?1, ?2) ON CONFLICT DO NOTHING"};
  const Statement update{sql::kStatements + 2, "many.update", "UPDATE many SET n = n + ?2 WHERE id = ?1 AND n = ?3"};
  const Statement add{
      sql::kStatements + 3, "many.add",
      "INSERT INTO many (id, n) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET n = many.n + excluded.n"};
  const Statement find{sql::kStatements + 4, "many.find",
                       "SELECT id, word, part FROM many WHERE id BETWEEN ?1 AND ?2 ORDER BY id"};
  const Statement remove{sql::kStatements + 5, "many.remove", "DELETE FROM many WHERE id = ?1"};
  const Statement returning{sql::kStatements + 6, "many.returning",
                            "INSERT INTO many (id, word) VALUES (?1, ?2) RETURNING id"};
  constexpr int64_t kRows = 2'500;  // more than go together
  const std::string odd("a\0\xff{\"',}\\", 9);
  write([&](Session& s) {
    std::vector<Param> params;
    for (int64_t i = 1; i <= kRows; ++i) {
      params.emplace_back(i);
      i % 3 == 0 ? params.emplace_back(odd) : i % 3 == 1 ? params.emplace_back(std::nullopt) : params.emplace_back("");
      params.emplace_back(static_cast<double>(i) / 4);
    }
    EXPECT_EQ(s.run_many(insert, params, 3), std::vector<int64_t>(kRows, 1));

    size_t asked = 0;
    s.open_many(find, {Param(5), Param(7), Param(9'000), Param(9'001), Param(kRows), Param(kRows), Param(2), Param(2)},
                2, [&](size_t i, Cursor& rows) {
                  EXPECT_EQ(i, asked++);
                  std::vector<int64_t> ids;
                  while (rows.next()) {
                    const int64_t id = rows.integer(0);
                    ids.push_back(id);
                    EXPECT_EQ(rows.null(1), id % 3 == 1);
                    EXPECT_EQ(rows.string(1), id % 3 == 0 ? odd : "");
                    EXPECT_EQ(rows.real(2), static_cast<double>(id) / 4);
                  }
                  const std::vector<std::vector<int64_t>> expected{{5, 6, 7}, {}, {kRows}, {2}};
                  EXPECT_EQ(ids, expected[i]);
                });
    EXPECT_EQ(asked, 4U);

    const auto four = [](int64_t a, int64_t b, int64_t c, int64_t d) { return std::vector<int64_t>{a, b, c, d}; };
    EXPECT_EQ(s.run_many(update,
                         {Param(1), Param(1), Param(0), Param(9'000), Param(1), Param(0), Param(2), Param(1), Param(7),
                          Param(3), Param(2), Param(0)},
                         3),
              four(1, 0, 0, 1));
    // The second of the same sees what the first did.
    EXPECT_EQ(s.run_many(update,
                         {Param(4), Param(1), Param(0), Param(4), Param(1), Param(1), Param(4), Param(1), Param(1),
                          Param(5), Param(1), Param(0)},
                         3),
              four(1, 1, 0, 1));
    EXPECT_EQ(
        s.run_many(add, {Param(1), Param(10), Param(1), Param(10), Param(9'001), Param(3), Param(2), Param(4)}, 2),
        four(1, 1, 1, 1));
    EXPECT_EQ(s.one({sql::kStatements + 7, "many.sum", "SELECT CAST(sum(n) AS BIGINT) FROM many"}), 1 + 2 + 2 + 1 + 27);

    EXPECT_EQ(
        s.run_all(quietly,
                  {Param(1), Param("x"), Param(9'002), Param("x"), Param(9'002), Param("y"), Param(9'003), Param("z")},
                  2),
        2);
    std::vector<int64_t> ids;
    s.open_many(returning, {Param(9'010), Param("a"), Param(9'004), Param("b"), Param(9'006), Param("c")}, 2,
                [&](size_t, Cursor& row) {
                  while (row.next()) ids.push_back(row.integer(0));
                });
    EXPECT_EQ(ids, (std::vector<int64_t>{9'010, 9'004, 9'006}));
    EXPECT_EQ(s.run_all(remove, {Param(1), Param(2), Param(2), Param(9'999)}, 1), 2);
    EXPECT_EQ(s.run_all(remove, {Param(3), Param(4), Param(9'998)}, 1), 2);
    EXPECT_EQ(s.run_all(remove, {}, 1), 0);
  });
  // One that is refused takes its write along, and only that.
  EXPECT_FALSE(db_->write([&](Session& s) -> Result<> {
    s.run_many(
        insert,
        {Param(9'100), Param("a"), Param(1.0), Param(5), Param("a"), Param(1.0), Param(9'101), Param("a"), Param(1.0)},
        3);
    return {};
  }));
  EXPECT_EQ(read([&](Session& s) {
              return s.one({sql::kStatements + 8, "many.count", "SELECT count(*) FROM many WHERE id >= 9100"});
            }),
            0);
}

}  // namespace
}  // namespace tidings::store
