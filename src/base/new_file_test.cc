#include "base/new_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tidings {
namespace {

class NewFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-file-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(NewFiles, AreWrittenPieceByPiece) {
  const auto path = folder_ / "a";
  auto file = NewFile::create(path.string());
  ASSERT_TRUE(file);
  ASSERT_TRUE((*file)->append("one "));
  ASSERT_TRUE((*file)->append("two"));
  ASSERT_TRUE((*file)->finish());
  ASSERT_TRUE((*file)->finish());
  std::ifstream in(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "one two");
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
  (*file)->remove();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(NewFiles, NeverReplaceAnother) {
  const auto path = (folder_ / "a").string();
  ASSERT_TRUE(NewFile::create(path));
  EXPECT_EQ(NewFile::create(path).error().code, ErrorCode::already_exists);
  EXPECT_EQ(NewFile::create((folder_ / "none" / "a").string()).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace tidings
