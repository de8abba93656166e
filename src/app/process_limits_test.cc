#include "app/process_limits.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace tidings::app {
namespace {

class ProcessLimits : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0); }
  void TearDown() override { ::setrlimit(RLIMIT_NOFILE, &before_); }
  void soft(rlim_t n) {
    const rlimit limit{n, before_.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  rlimit before_{};
};

TEST_F(ProcessLimits, TheSoftLimitIsRaised) {
  soft(256);
  prepare_process();
  rlimit now{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &now), 0);
  EXPECT_GT(now.rlim_cur, 256U);
  EXPECT_LE(now.rlim_cur, now.rlim_max);
}

TEST_F(ProcessLimits, CallersLeaveRoomForFilesAndCarriers) {
  soft(300);
  const size_t few = connections_within_limit(4096, 256);
  EXPECT_GE(few, 64U);
  EXPECT_LE(few + 300 / 4 + 64, 300U);
  soft(1024);
  EXPECT_EQ(connections_within_limit(100, 256), 100U) << "never more than wanted";
}

}  // namespace
}  // namespace tidings::app
