// A quota or a limit on file sizes is no ENOSPC, which is all SQLite calls a full disk: ours says full all the same.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "base/random.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::store {
namespace {

TEST(FileLimit, ReadsAsAFullDiskAndIsNotForEver) {
  std::string folder = (std::filesystem::temp_directory_path() / "tidings-limit-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  ManualClock clock{Instant{1'795'190'400'000}};
  Random random{1};
  const auto log = make_silent_log();
  Metrics metrics;
  auto opened = sqlite::open({clock, random, *log, metrics}, {.path = folder + "/t.db", .inline_writes = true});
  ASSERT_TRUE(opened);
  auto& db = **opened;
  ASSERT_TRUE(migrate(db));
  const auto put = [&] {
    return db.write([](Session& s) -> Result<> {
      workspaces::put_setting(s, "big", std::string(200'000, 'x'));
      return {};
    });
  };
  const auto before_signal = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit tight{1, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const auto full = put();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, before_signal);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::storage_full);
  EXPECT_NE(full.error().hint.find("free space"), std::string::npos) << full.error().describe();
  EXPECT_TRUE(put());
  opened->reset();
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tidings::store
