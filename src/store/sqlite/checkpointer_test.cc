// The log is moved to the main file beside the writer and starts again, while commits go on.
#include "store/sqlite/checkpointer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/limits.h"

namespace tidings::store::sqlite {
namespace {

class CheckpointerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = (std::filesystem::temp_directory_path() / "tidings-checkpoint-XXXXXX").string();
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/t.db";
    writer_ = std::make_unique<Connection>(path_, false);
    writer_->script("CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT)");
  }
  void TearDown() override {
    writer_.reset();
    std::filesystem::remove_all(folder_);
  }
  void write(size_t bytes) {
    const std::string text(bytes, 'x');
    const Param param(text);
    auto rows = writer_->open_text("INSERT INTO t (x) VALUES (?) RETURNING n", &param, 1);
    while (rows->next()) {
    }
  }
  // As the writer's thread does, until the log has started again.
  void write_until_it_starts_again(Checkpointer& checkpointer) {
    do {
      write(100);
      checkpointer.committed();
    } while (writer_->log_pages() == 0 || writer_->log_pages() > limits::kLogRestPages);
  }
  int64_t main_file() const { return static_cast<int64_t>(std::filesystem::file_size(path_)); }

  static constexpr size_t kMuch = limits::kLogPages * 4096;
  std::string folder_, path_;
  std::unique_ptr<Connection> writer_;
};

TEST_F(CheckpointerTest, TheLogStartsAgainWhileTheWriterGoesOn) {
  Checkpointer checkpointer(path_, *writer_);
  const int64_t before = main_file();
  for (int round = 1; round <= 3; ++round) {
    write(kMuch);
    EXPECT_GT(writer_->log_pages(), limits::kLogPages);
    write_until_it_starts_again(checkpointer);
    EXPECT_GT(main_file(), before + round * static_cast<int64_t>(kMuch));
  }
}

TEST_F(CheckpointerTest, WhatAReaderStillNeedsWaitsForIt) {
  Checkpointer checkpointer(path_, *writer_);
  Connection reader(path_, true);
  reader.plain("BEGIN");
  EXPECT_EQ(reader.text_of("SELECT count(*) FROM t"), "0");
  const int64_t before = main_file();
  write(kMuch);
  for (int i = 0; i < 100; ++i) {
    write(100);
    checkpointer.committed();
  }
  EXPECT_EQ(reader.text_of("SELECT count(*) FROM t"), "0");
  EXPECT_LT(main_file(), before + static_cast<int64_t>(kMuch));
  reader.plain("COMMIT");
  write_until_it_starts_again(checkpointer);
  EXPECT_GT(main_file(), before + static_cast<int64_t>(kMuch));
}

// A checkpoint that comes too late for the pace of the writer is the writer's own.
TEST_F(CheckpointerTest, TheLogDoesNotGrowForEver) {
  Checkpointer checkpointer(path_, *writer_);
  checkpointer.stop();  // nobody helps
  for (int i = 0; i < 20; ++i) {
    write(kMuch);
    checkpointer.committed();
  }
  EXPECT_LT(std::filesystem::file_size(path_ + "-wal"), (limits::kLogPagesMost + 2 * limits::kLogPages) * 4300);
}

}  // namespace
}  // namespace tidings::store::sqlite
