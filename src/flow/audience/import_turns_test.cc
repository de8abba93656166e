// Whose turn it is among several imports, and how large a piece each turn takes.
#include <gtest/gtest.h>

#include "flow/audience/import_test_world.h"

namespace tidings::flow::test {
namespace {

using store::imports::State;

std::string rows_file(int from, int rows) {
  std::string text = "phone,name\n";
  for (int i = from; i < from + rows; ++i) text += us_phone(i) + ",n\n";
  return text;
}

WorkspaceId another_workspace(ImportWorld& world) {
  std::optional<WorkspaceId> id;
  world.write([&](store::Session& s) { id = store::workspaces::insert(s, Workspace{.name = "another"}); });
  return id.value_or(WorkspaceId{});
}

int ticks_until_done(ImportWorld& world, ImportId id) {
  for (int ticks = 1; ticks < 1000; ++ticks) {
    EXPECT_TRUE(world.stage->tick());
    if (world.job(id).state == State::done) return ticks;
  }
  return 1000;
}

TEST(ImportTurns, ASmallImportIsNotBehindALargeOneOfAnotherWorkspace) {
  ImportWorld world;
  world.spool(rows_file(0, 300), "large.csv");
  world.spool(rows_file(200, 20), "small.csv");
  const auto large = world.create({.path = "large.csv"})->id;
  ASSERT_TRUE(world.stage->tick());
  const auto small = world.imports->create(another_workspace(world), {.path = "small.csv"})->id;
  EXPECT_LE(ticks_until_done(world, small), 4);
  EXPECT_EQ(world.job(large).state, State::running);
  world.finish();
  expect_counts(world.job(large), 300, 0, 0, 0);
  expect_counts(world.job(small), 20, 0, 0, 0);
}

// What a later file says stands above what an earlier one says.
TEST(ImportTurns, ImportsOfOneWorkspaceKeepTheirOrder) {
  ImportWorld world;
  world.spool(rows_file(0, 100), "first.csv");
  world.spool("phone,name\n" + us_phone(99) + ",later\n", "second.csv");
  const auto first = world.create({.path = "first.csv"})->id;
  const auto second = world.create({.path = "second.csv"})->id;
  ticks_until_done(world, second);
  EXPECT_EQ(world.job(first).state, State::done);
  EXPECT_EQ(world.contact(us_phone(99))->fields.at("name"), "later");
}

TEST(ImportTurns, ADryRunWaitsForNobodyAndHoldsNobodyUp) {
  ImportWorld world;
  world.spool(rows_file(0, 300), "large.csv");
  world.spool(rows_file(0, 25), "dry.csv");
  world.spool(rows_file(500, 400), "dry_large.csv");
  world.spool(rows_file(400, 15), "small.csv");
  const auto large = world.create({.path = "large.csv"})->id;
  const auto dry = world.create({.path = "dry.csv", .dry_run = true})->id;
  EXPECT_LE(ticks_until_done(world, dry), 5);
  EXPECT_EQ(world.job(large).state, State::running);
  ASSERT_TRUE(world.imports->cancel(large));
  const auto dry_large = world.create({.path = "dry_large.csv", .dry_run = true})->id;
  const auto small = world.create({.path = "small.csv"})->id;
  EXPECT_LE(ticks_until_done(world, small), 5);
  EXPECT_EQ(world.job(dry_large).state, State::running);
}

TEST(ImportTurns, ALargeOneGoesOnBesideManySmallOnes) {
  ImportWorld world;
  world.spool(rows_file(0, 60), "large.csv");
  const auto large = world.create({.path = "large.csv"})->id;
  const auto other = another_workspace(world);
  for (int i = 0; i < 100 && world.job(large).state != State::done; ++i) {
    const std::string name = "small" + std::to_string(i) + ".csv";
    world.spool(rows_file(100 + i, 5), name);
    ASSERT_TRUE(world.imports->create(other, {.path = name}));
    ASSERT_TRUE(world.stage->tick());
  }
  EXPECT_EQ(world.job(large).state, State::done);
  world.finish();
  expect_counts(world.job(large), 60, 0, 0, 0);
}

// A number that a second import brings again in between is told from one that the first file repeats.
TEST(ImportTurns, CountsAreExactWhenImportsAlternate) {
  ImportWorld world;
  world.know({.phone = us_phone(5)});
  world.spool(rows_file(0, 40) + us_phone(1) + ",again\n" + us_phone(5) + ",again\n", "real.csv");
  world.spool(rows_file(0, 60) + us_phone(50) + ",again\n", "dry.csv");
  const auto dry = world.create({.path = "dry.csv", .dry_run = true})->id;
  const auto real = world.create({.path = "real.csv"})->id;
  ticks_until_done(world, real);
  world.finish();
  expect_counts(world.job(real), 39, 1, 2, 0);
  const auto job = world.job(dry);
  EXPECT_EQ(job.imported + job.updated, 60);
  EXPECT_EQ(job.duplicates, 1);
}

TEST(ImportTurns, PiecesShrinkWhileOthersWaitAndGrowAgain) {
  ImportWorld world({.chunk = 4000, .cleanup = 100});
  std::string text = "phone,name\n";
  for (int i = 0; i < 30'000; ++i) text += us_phone(i % 50) + ",n\n";
  world.spool(text);
  ASSERT_TRUE(world.create());
  EXPECT_EQ(world.stage->tick().value(), 4000u);
  world.database.others_wait = 1;
  std::vector<size_t> pieces;
  for (int i = 0; i < 6; ++i) pieces.push_back(world.stage->tick().value());
  EXPECT_EQ(pieces, (std::vector<size_t>{4000, 2000, 1000, 500, 500, 500}));
  world.database.others_wait = 0;
  pieces.clear();
  for (int i = 0; i < 5; ++i) pieces.push_back(world.stage->tick().value());
  EXPECT_EQ(pieces, (std::vector<size_t>{500, 1000, 2000, 4000, 4000}));
}

TEST(ImportTurns, PiecesAreAsLargeAsTheDiskIsFast) {
  ImportWorld world({.chunk = 4000, .cleanup = 100});
  std::string text = "phone,name\n";
  for (int i = 0; i < 30'000; ++i) text += us_phone(i % 50) + ",n\n";
  world.spool(text);
  ASSERT_TRUE(world.create());
  int64_t statements = 0;
  world.database.each_statement = [&] {
    if (++statements % 100 == 0) world.clock.advance(1);  // two or three statements a row
  };
  ASSERT_TRUE(world.stage->tick());
  const auto second = world.stage->tick().value();
  EXPECT_LT(second, 2500u) << "40 ms";
  EXPECT_GT(second, 1000u);
  world.database.each_statement = [&] { world.clock.advance(10); };
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(world.stage->tick());
  EXPECT_EQ(world.stage->tick().value(), limits::kImportChunkBusy) << "not fewer, however slow";
}

}  // namespace
}  // namespace tidings::flow::test
