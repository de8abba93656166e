// A damaged file: a small one is not opened, a large one is found by the check beside the server, and never silently
// used.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/random.h"
#include "store/sqlite/beside.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::store::sqlite {
namespace {

class Damaged : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = (std::filesystem::temp_directory_path() / "tidings-damaged-XXXXXX").string();
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/t.db";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Result<std::unique_ptr<Database>> opened() {
    return open({clock_, random_, *log_, metrics_}, {.path = path_, .inline_writes = true});
  }

  // At least this many bytes of settings, and then nonsense over the inner page that leads to the newest of them.
  void make_and_damage(int64_t bytes) {
    {
      auto db = opened();
      ASSERT_TRUE(db);
      ASSERT_TRUE(migrate(**db));
      ASSERT_TRUE((*db)->write([&](Session& s) -> Result<> {
        for (int64_t i = 0; i * 1000 < bytes; ++i) {
          workspaces::put_setting(s, "key" + std::to_string(i), std::string(1000, 'x'));
        }
        return {};
      }));
    }
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(path_) / 4096 / 2 * 4096));
    file << std::string(4096, '\xee');
  }

  std::string folder_, path_;
  ManualClock clock_{Instant{1'795'190'400'000}};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
};

TEST_F(Damaged, ASmallFileIsNotOpened) {
  make_and_damage(200'000);
  const auto db = opened();
  ASSERT_FALSE(db);
  EXPECT_EQ(db.error().code, ErrorCode::corrupt);
  EXPECT_EQ(check_file(path_).error().code, ErrorCode::corrupt);
}

TEST_F(Damaged, ALargeFileDoesNotDelayTheStart) {
  make_and_damage(Options{}.check_up_to + 1'000'000);
  EXPECT_TRUE(opened());
  const auto found = check_file(path_);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::corrupt);
}

TEST_F(Damaged, AWholeFileIsFoundWhole) {
  ASSERT_TRUE(migrate(**opened()));
  EXPECT_TRUE(check_file(path_));
  EXPECT_EQ(check_file(path_ + "x").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace tidings::store::sqlite
