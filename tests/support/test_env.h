// The world of one test: a clock turned by hand, a seeded random, a silent log, metrics of its own; and a folder that
// is gone afterwards. One thread, but for what Env's parts allow themselves.
#pragma once

#include <string>

#include "base/env.h"

namespace tidings::test {

struct TestEnv {
  explicit TestEnv(uint64_t seed = 1, Instant start = Instant{1'780'000'000'000});

  ManualClock clock;
  Random random;
  std::unique_ptr<Log> log;
  Metrics metrics;
  Env env;
};

// A new empty folder, in memory where the machine has such a place.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace tidings::test
