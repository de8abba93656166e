// What runs in a demo: the carrier simulator and a whole deployment beside it, in one process, on loopback, in a data
// folder of its own that begins afresh at every start. Made and ended by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "app/config.h"
#include "base/env.h"

namespace tidings::app::demo {

struct WorldOptions {
  std::string data_dir = "data/demo";
  uint16_t port = 8080;
  uint64_t seed = 1;
};

// Empties the folder of an earlier demo, which it knows by a mark inside, and makes it. Errors: conflict (the folder
// holds something else), unavailable (a demo is running in it), storage_full.
Result<> begin_afresh(const std::string& data_dir);

class World {
 public:
  World(WorldOptions options);
  ~World();  // stops
  World(const World&) = delete;

  // The data folder must be begun. Errors: the deployment's and the simulator's.
  Result<> start();
  void stop();

  const std::string& url() const;
  const std::string& key() const;  // the administrator's
  std::string log_path() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::app::demo
