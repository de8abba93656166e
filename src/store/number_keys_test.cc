// Keys outside the database: made once, private, old ones stay good.
#include "store/number_keys.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tidings::store {
namespace {

constexpr std::string_view kPhone = "+12025550123";

class NumberKeysTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-keys-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path() const { return (folder_ / "erasure.keys").string(); }
  std::string text() const {
    std::ifstream file(path());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void put(const std::string& text, unsigned mode = 0600) const {
    std::ofstream(path()) << text;
    std::filesystem::permissions(path(), std::filesystem::perms{mode});
  }
  std::filesystem::path folder_;
};

TEST_F(NumberKeysTest, TheFileIsMadeAtFirstNeedForItsOwnerOnlyAndReadAgain) {
  NumberKeys keys(path());
  ASSERT_TRUE(keys.load());
  EXPECT_FALSE(std::filesystem::exists(path())) << "looking is no need";
  const auto id = keys.newest();
  ASSERT_TRUE(id) << id.error().describe();
  EXPECT_EQ(std::filesystem::status(path()).permissions(), std::filesystem::perms{0600});
  EXPECT_EQ(*keys.newest(), *id);
  const auto name = keys.name_of(*id, kPhone);
  EXPECT_TRUE(name.starts_with("hmac:" + *id + ":"));
  EXPECT_EQ(name.size(), 5 + 8 + 1 + 64U);
  EXPECT_EQ(name.find("2025550123"), std::string::npos);
  NumberKeys again(path());
  ASSERT_TRUE(again.load());
  EXPECT_EQ(again.name_of(*id, kPhone), name);
  EXPECT_NE(again.name_of(*id, "+12025550124"), name);
}

TEST_F(NumberKeysTest, IsHmacSha256OfTheNumber) {
  put(std::string(64, '0') + "\n");
  NumberKeys keys(path());
  const auto id = keys.newest();
  ASSERT_TRUE(id);
  // printf +12025550123 | openssl dgst -sha256 -hmac KEY, where KEY is the line as it stands.
  EXPECT_EQ(keys.name_of(*id, kPhone),
            "hmac:" + *id + ":370cf97bee2237b763ed0bfce91a8500868f75b70808ac58f170e59b7e8b19db");
}

TEST_F(NumberKeysTest, AnAddedKeyIsTheNewestAndTheOldOneStaysGood) {
  NumberKeys keys(path());
  const auto first = *keys.newest();
  const auto name = keys.name_of(first, kPhone);
  put(text() + "# since November\n" + std::string(64, 'a') + "\n");
  NumberKeys other(path());  // another process, which has not looked since
  const auto second = *keys.newest();
  EXPECT_NE(second, first);
  EXPECT_EQ(keys.name_of(first, kPhone), name);
  EXPECT_NE(keys.name_of(second, kPhone), name);
  EXPECT_EQ(other.name_of(second, kPhone), keys.name_of(second, kPhone));
  EXPECT_EQ(keys.name_of("00000000", kPhone), "") << "a key nobody has";
}

TEST_F(NumberKeysTest, AFileThatOthersMayReadIsRefused) {
  put(std::string(64, 'a') + "\n", 0640);
  NumberKeys keys(path());
  EXPECT_EQ(keys.load().error().code, ErrorCode::forbidden);
  EXPECT_EQ(keys.newest().error().code, ErrorCode::forbidden);
}

TEST_F(NumberKeysTest, ADamagedFileIsRefusedAndNeverOverwritten) {
  for (const std::string& bad : {std::string("hello\n"), std::string(63, 'a') + "\n", std::string(64, 'A') + "\n",
                                 std::string(64, 'a') + "x\n", std::string("# only words\n"), std::string()}) {
    put(bad);
    NumberKeys keys(path());
    EXPECT_EQ(keys.newest().error().code, ErrorCode::corrupt) << bad;
    EXPECT_EQ(text(), bad);
  }
}

}  // namespace
}  // namespace tidings::store
