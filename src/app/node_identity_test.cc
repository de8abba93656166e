#include "app/node_identity.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace tidings::app {
namespace {

TEST(NodeIdentity, AFolderIsOneProcessesAtATimeAndItsNameStays) {
  std::string pattern = (std::filesystem::temp_directory_path() / "tidings-node-XXXXXX").string();
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  std::string name;
  {
    NodeIdentity first, second;
    ASSERT_TRUE(first.take(pattern));
    name = first.name();
    EXPECT_EQ(name.size(), 16U);
    const auto refused = second.take(pattern);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  }
  NodeIdentity later;
  ASSERT_TRUE(later.take(pattern));
  EXPECT_EQ(later.name(), name);
  EXPECT_FALSE(NodeIdentity().take(pattern + "/missing"));
  std::filesystem::remove_all(pattern);
}

}  // namespace
}  // namespace tidings::app
