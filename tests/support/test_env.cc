#include "tests/support/test_env.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/check.h"

namespace tidings::test {

TestEnv::TestEnv(uint64_t seed, Instant start)
    : clock(start), random(seed), log(make_silent_log()), env{clock, random, *log, metrics} {}

TempFolder::TempFolder() {
  const std::string home =
      ::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : std::filesystem::temp_directory_path().string();
  path_ = home + "/tidings-test-XXXXXX";
  check(::mkdtemp(path_.data()) != nullptr, "a temporary folder can be made");
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tidings::test
