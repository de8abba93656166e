#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/sim/checkers/checkers.h"
#include "tests/sim/world.h"

namespace tidings::sim {
namespace {

TEST(Sim, OneWorld) {
  const char* s = std::getenv("TIDINGS_SIM_SEED");
  const char* n = std::getenv("N");
  auto first = s ? std::strtoull(s, nullptr, 10) : 1;
  auto count = n ? std::strtoull(n, nullptr, 10) : 1;
  for (auto seed = first; seed < first + count; ++seed) {
    World world(draw_scenario(seed));
    const auto& history = world.run();
    auto broken = broken_promises(history);
    if (count == 1 || !broken.empty())
      fmt::print("{} left {} accepted {} told {} hooks {} moves {} events {} crashes {}\n{}\n",
                 draw_scenario(history.seed).describe(), history.left.size(), history.accepted.size(),
                 history.told.size(), history.hooks.size(), history.ending.moves.size(), world.events(),
                 world.crashes(), broken);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace tidings::sim
