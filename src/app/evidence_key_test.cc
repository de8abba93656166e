// The file of the key that signs evidence packs.
#include "app/evidence_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <latch>
#include <thread>
#include <vector>

namespace tidings::app {
namespace {

class EvidenceKey : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-key-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void put(const std::string& text) {
    std::ofstream(evidence_key_file(folder_)) << text;
    ::chmod(evidence_key_file(folder_).c_str(), 0600);
  }
  std::string folder_;
};

TEST_F(EvidenceKey, IsMadeOnceForItsOwner) {
  const auto key = evidence_key(folder_);
  ASSERT_TRUE(key) << key.error().describe();
  EXPECT_EQ(evidence_key(folder_)->public_key(), key->public_key());
  struct stat facts{};
  ASSERT_EQ(::stat(evidence_key_file(folder_).c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1) << "nothing is left beside it";
}

TEST_F(EvidenceKey, OfSeveralAtOnceAllGetTheSame) {
  constexpr size_t kThreads = 8;
  std::vector<std::string> got(kThreads);
  std::latch ready(kThreads);
  std::vector<std::jthread> threads;
  for (auto& one : got) {
    threads.emplace_back([&] {
      ready.arrive_and_wait();
      if (const auto key = evidence_key(folder_)) one = key->public_key();
    });
  }
  threads.clear();
  EXPECT_FALSE(got[0].empty());
  for (const auto& one : got) EXPECT_EQ(one, got[0]);
}

TEST_F(EvidenceKey, WhatIsNoKeySignsNothing) {
  for (const char* bad : {"", "\n", "hello\n", "00ff\n"}) {
    put(bad);
    const auto key = evidence_key(folder_);
    ASSERT_FALSE(key) << bad;
    EXPECT_EQ(key.error().code, ErrorCode::corrupt) << bad;
  }
  put(std::string(64, 'a') + "\nmore\n");
  EXPECT_FALSE(evidence_key(folder_));
  put(std::string(64, 'a') + "\n");
  EXPECT_TRUE(evidence_key(folder_));
}

TEST_F(EvidenceKey, OneThatOthersMayReadIsRefused) {
  ASSERT_TRUE(evidence_key(folder_));
  ::chmod(evidence_key_file(folder_).c_str(), 0640);
  EXPECT_EQ(evidence_key(folder_).error().code, ErrorCode::forbidden);
  EXPECT_EQ(evidence_key(folder_ + "/none").error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace tidings::app
