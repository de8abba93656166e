#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/sim/world.h"

namespace tidings::sim {
namespace {

TEST(Sim, OneWorld) {
  const char* s = std::getenv("TIDINGS_SIM_SEED");
  World world(draw_scenario(s ? std::strtoull(s, nullptr, 10) : 1));
  const auto& history = world.run();
  fmt::print("{} left {} accepted {} told {} hooks {} moves {} events {} crashes {}\n",
             draw_scenario(history.seed).describe(), history.left.size(), history.accepted.size(), history.told.size(),
             history.hooks.size(), history.ending.moves.size(), world.events(), world.crashes());
  std::map<std::pair<int, int>, int> by;
  for (const auto& m : history.ending.messages) ++by[{(int)m.state, (int)m.reason}];
  for (auto& [k, n] : by) fmt::print("{}/{}: {}\n", to_string((MessageState)k.first), to_string((Reason)k.second), n);
}

}  // namespace
}  // namespace tidings::sim
