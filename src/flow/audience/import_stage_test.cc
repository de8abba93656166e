// An import that is killed anywhere goes on exactly there; its file is checked, its memory bounded, its traces removed.
#include "flow/audience/import_stage.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>

#include <set>

#include "flow/audience/import_test_world.h"

namespace tidings::flow::test {
namespace {

using store::imports::State;
using ::testing::HasSubstr;

// 35 rows: new, known, repeated and refused ones, over four chunks of ten.
std::string mixed_file() {
  std::string text = "phone,name,consent\n";
  for (int i = 0; i < 35; ++i) {
    const std::string number = i % 7 == 3 ? "none" : us_phone(i % 5 == 4 ? i - 2 : i);
    text += number + ",\"n" + std::to_string(i) + "\nsecond line\",express\n";
  }
  return text;
}

// Everything an import leaves behind, to be compared.
std::string traces(ImportWorld& world, ImportId id) {
  const auto job = world.job(id);
  std::string out = json::serialize(import_json(job));
  for (int i = 0; i < 35; ++i) {
    const auto contact = world.contact(us_phone(i));
    if (!contact) continue;
    out += "\n" + contact->phone + " " + contact->fields.at("name") + " " +
           std::to_string(world.consents(contact->phone).size());
    for (const auto& event : world.consents(contact->phone)) out += " " + event.evidence;
  }
  for (const auto& reject : world.rejects(id)) out += "\n" + std::to_string(reject.row) + reject.reason;
  return out + "\nlist " + std::to_string(world.members("l"));
}

ImportId begin_mixed(ImportWorld& world) {
  for (const int i : {0, 11, 22}) world.know({.phone = us_phone(i), .fields = {{"name", "known"}}});
  world.spool(mixed_file());
  const auto made = world.create({.list_name = "l"});
  EXPECT_TRUE(made);
  return made.value_or(ImportJob{}).id;
}

std::string undisturbed() {
  ImportWorld world;
  const auto id = begin_mixed(world);
  world.finish();
  const auto job = world.job(id);
  EXPECT_EQ(job.rows(), 35);
  EXPECT_EQ(job.updated, 3);
  EXPECT_EQ(job.rejected, 5);
  EXPECT_GT(job.duplicates, 0);
  return traces(world, id);
}

TEST(ImportStage, AKillAtAnyStatementChangesNothing) {
  const std::string expected = undisturbed();
  // A step that is no divisor of what a row takes meets every kind of statement.
  for (int64_t kill = 1;; kill += 17) {
    ImportWorld world;
    const auto id = begin_mixed(world);
    world.database.statements_left = kill;
    bool died = false;
    for (int i = 0; i < 200; ++i) {
      const auto done = world.stage->tick();
      if (!done) {
        EXPECT_EQ(done.error().what, "killed here");
        died = true;
        world.open();
        world.database.statements_left = 0;
      } else if (*done == 0) {
        break;
      }
    }
    ASSERT_EQ(traces(world, id), expected) << "killed at statement " << kill;
    if (!died) break;
  }
}

TEST(ImportStage, ARestartAtEveryBorderChangesNothing) {
  const std::string expected = undisturbed();
  ImportWorld world;
  const auto id = begin_mixed(world);
  int restarts = 0;
  while (world.stage->tick().value() > 0) {
    world.open();
    ++restarts;
  }
  EXPECT_GE(restarts, 4);
  EXPECT_EQ(traces(world, id), expected);
}

// As in the server: the next chunk is read while the store's own thread writes this one.
TEST(ImportStage, AWriterThreadChangesNothing) {
  ImportWorld world({.chunk = 10, .cleanup = 7}, true);
  const auto id = begin_mixed(world);
  world.finish();
  EXPECT_EQ(traces(world, id), undisturbed());
}

TEST(ImportStage, AFullDiskIsAnErrorAndTheImportGoesOn) {
  ImportWorld world;
  const auto id = begin_mixed(world);
  ASSERT_TRUE(world.stage->tick());
  const auto before = world.job(id);
  world.database.error = {ErrorCode::storage_full, "the disk is full", {}, {}};
  for (int i = 0; i < 3; ++i) {
    world.database.statements_left = 12;
    const auto done = world.stage->tick();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::storage_full);
  }
  EXPECT_EQ(world.job(id).state, State::running);
  EXPECT_EQ(world.job(id).byte_offset, before.byte_offset);
  world.finish();
  EXPECT_EQ(traces(world, id), undisturbed());
}

TEST(ImportStage, AReplacedFileFailsInClearWords) {
  for (const int how : {0, 1, 2, 3}) {
    ImportWorld world;
    const auto id = begin_mixed(world);
    ASSERT_TRUE(world.stage->tick());
    const int64_t imported = world.job(id).imported;
    world.open();
    std::string text = mixed_file();
    if (how == 0) text += us_phone(50) + ",x,\n";                                // longer
    if (how == 1) text[60] ^= 1;                                                 // as long, other text in what was read
    if (how == 2) text = std::string("name,phone,consent\n") + text.substr(19);  // columns swapped, as long
    if (how == 3) {
      std::filesystem::remove(world.file_path());
    } else {
      world.spool(text);
    }
    world.finish();
    const auto job = world.job(id);
    EXPECT_EQ(job.state, State::failed) << how;
    EXPECT_THAT(job.problem, HasSubstr(how == 3 ? "the spooled file is gone" : "not the one this import began with"));
    EXPECT_EQ(job.imported, imported) << "what was imported stays";
    EXPECT_NE(job.finished_at.ms, 0);
  }
}

TEST(ImportStage, AFileCutShortWhileItIsReadFails) {
  ImportWorld world({.chunk = 100, .cleanup = 100});
  std::string text = "phone,name\n";
  for (int i = 0; i < 5000; ++i) text += us_phone(i) + "," + std::string(30, 'x') + "\n";
  world.spool(text);
  const auto id = world.create()->id;
  ASSERT_TRUE(world.stage->tick());
  std::filesystem::resize_file(world.file_path(), 150'000);
  world.finish();
  EXPECT_EQ(world.job(id).state, State::failed);
  EXPECT_THAT(world.job(id).problem, HasSubstr("not the one this import began with"));
}

TEST(ImportStage, ImportsGoInTheirOrderAndLeaveNoTraces) {
  ImportWorld world;
  world.spool(mixed_file(), "a.csv");
  world.spool(mixed_file(), "b.csv");
  const auto first = world.create({.path = "a.csv"})->id;
  const auto second = world.create({.path = "b.csv"})->id;
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(world.stage->tick());
  EXPECT_EQ(world.job(first).state, State::done);
  EXPECT_EQ(world.job(second).state, State::queued);
  EXPECT_TRUE(std::filesystem::exists(world.file_path("a.csv")));
  world.finish();
  const auto a = world.job(first);
  const auto b = world.job(second);
  EXPECT_EQ(b.imported, 0);
  EXPECT_EQ(b.updated, a.imported);
  EXPECT_EQ(b.duplicates, a.duplicates);
  for (const auto id : {first, second}) {
    EXPECT_EQ(world.read([&](store::Session& s) { return store::imports::met(s, id); }), 0);
  }
  EXPECT_FALSE(std::filesystem::exists(world.file_path("a.csv")));
  EXPECT_FALSE(std::filesystem::exists(world.file_path("b.csv")));
  EXPECT_EQ(world.stage->tick().value(), 0u);
}

RC_GTEST_PROP(ImportStage, CountsAddUpForAnyFile, ()) {
  const auto rows = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 40));
  static ImportWorld world;  // a workspace for each file: opening a database takes longer than the import
  world.begin_again({.chunk = *rc::gen::inRange<size_t>(3, 30), .cleanup = 50});
  std::set<int> known;
  std::set<int> met;
  for (const int n : {1, 2, 3}) {
    known.insert(n);
    world.know({.phone = us_phone(n)});
  }
  std::string text = "phone;x\n";
  int64_t imported = 0, updated = 0, duplicates = 0, rejected = 0, blank = 0;
  for (const int n : rows) {
    if (n >= 38) {
      text += "\r\n";
      ++blank;
    } else if (n >= 35) {
      text += "\"" + us_phone(n) + "\"x;y\n";  // text after the quote
      ++rejected;
    } else if (n >= 30) {
      text += n % 2 == 0 ? ";\n" : "no;;;\n";
      ++rejected;
    } else {
      text += us_phone(n) + ";" + std::string(static_cast<size_t>(n), 'a') + "\n";
      if (!met.insert(n).second) {
        ++duplicates;
      } else if (known.contains(n)) {
        ++updated;
      } else {
        ++imported;
      }
    }
  }
  const auto job = world.import(text);
  RC_ASSERT(job.state == State::done);
  RC_ASSERT(job.imported == imported);
  RC_ASSERT(job.updated == updated);
  RC_ASSERT(job.duplicates == duplicates);
  RC_ASSERT(job.rejected == rejected);
  RC_ASSERT(job.rows() + blank == static_cast<int64_t>(rows.size()));
  RC_ASSERT(world.contacts() == imported + 3);
  RC_ASSERT(static_cast<int64_t>(world.rejects(job.id).size()) == rejected);
}

TEST(ImportStage, WideRowsComeInSmallerChunks) {
  ImportWorld world({.chunk = 1000, .cleanup = 1000});
  std::string text = "phone,a,b,c,d\n";
  const std::string wide(60'000, 'x');
  for (int i = 0; i < 100; ++i) text += us_phone(i) + "," + wide + "," + wide + "," + wide + ",4\n";
  world.spool(text);
  const auto id = world.create()->id;
  const auto first = world.stage->tick().value();
  EXPECT_GT(first, 20u);
  EXPECT_LT(first, 60u) << "8 MB of 18";
  world.finish();
  expect_counts(world.job(id), 100, 0, 0, 0);
}

// The sanitizers keep memory back after it is freed.
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr long kGrowthMostKb = 256 << 10;
#else
constexpr long kGrowthMostKb = 4 << 10;
#endif

// Few numbers, so that what grows is the file alone.
TEST(ImportStage, ALongFileTakesNoMoreMemory) {
  ImportWorld world({.chunk = 4000, .cleanup = 5000});
  constexpr int kRows = 200'000;
  {
    std::ofstream out(world.file_path(), std::ios::binary);
    out << "phone,name\n";
    for (int i = 0; i < kRows; ++i) out << us_phone(i % 100) << "," << std::string(100, 'x') << "\n";
  }
  const auto id = world.create()->id;
  const auto most_kb = [] {
    rusage use{};
    ::getrusage(RUSAGE_SELF, &use);
    return use.ru_maxrss;
  };
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(world.stage->tick());
  const auto before = most_kb();
  world.finish();
  EXPECT_LT(most_kb() - before, kGrowthMostKb) << "of a file of 23 MB";
  EXPECT_EQ(world.job(id).rows(), kRows);
  EXPECT_EQ(world.job(id).imported, 100);
}

TEST(ImportStage, HalfAnUploadOfAKilledProcessIsRemovedAtStart) {
  ImportWorld world;
  world.spool("phone\n" + us_phone(1) + "\n", "upload-whole.csv");
  world.spool("phone\n+1202", "upload-half.csv");
  world.spool("not ours", "notes.csv");
  ASSERT_TRUE(world.create({.path = "upload-whole.csv"}));
  world.open();
  EXPECT_EQ(world.stage->begin(), 1U);
  EXPECT_FALSE(std::filesystem::exists(world.file_path("upload-half.csv")));
  EXPECT_TRUE(std::filesystem::exists(world.file_path("notes.csv")));
  EXPECT_EQ(world.stage->begin(), 0U);
  world.finish();
  EXPECT_TRUE(world.contact(us_phone(1)));
}

}  // namespace
}  // namespace tidings::flow::test
