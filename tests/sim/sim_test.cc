// The simulated worlds: those of seeds.txt, some drawn anew for as long as a run of the suite may take
// (TIDINGS_SIM_SECONDS), or those named by TIDINGS_SIM_SEED: one, or the first and last of many, "7-2000".
// TIDINGS_SIM_DAYS makes each last longer. Every failure says how to see it again.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "base/random.h"
#include "tests/sim/about.h"
#include "tests/sim/checkers/checkers.h"
#include "tests/sim/world.h"

namespace tidings::sim {
namespace {

constexpr auto kSweep = std::chrono::seconds(20);

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

struct Totals {
  uint64_t worlds = 0, events = 0, crashes = 0, faults = 0, left = 0, hooks = 0;
  double days = 0;
};

// The command that lives this one world again; a range of a longer life too.
std::string replay(uint64_t seed) {
  std::string out = fmt::format("make sim SEED={}", seed);
  if (const auto days = environment("TIDINGS_SIM_DAYS")) out += " DAYS=" + *days;
  return out;
}

// A broken check() ends the whole run: which world it was must still be said.
char last_words[128] = "";

void on_abort(int) {
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, last_words, std::strlen(last_words));
}

void live(uint64_t seed, Totals& totals) {
  std::snprintf(last_words, sizeof(last_words), "see it again: %s\n", replay(seed).c_str());
  for (const int signal : {SIGABRT, SIGSEGV}) {
    struct sigaction action{};
    action.sa_handler = on_abort;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
  }
  Scenario scenario = draw_scenario(seed);
  if (const auto days = environment("TIDINGS_SIM_DAYS")) scenario.days = std::stod(*days);
  const std::string described = scenario.describe();
  World world(std::move(scenario));
  const History& history = world.run();
  if (const auto phone = environment("TIDINGS_SIM_ABOUT")) fmt::print("{}", about(history, *phone));
  EXPECT_EQ(broken_promises(history), "") << described << "\nsee it again: " << replay(seed);
  ++totals.worlds;
  totals.events += world.events();
  totals.crashes += world.crashes();
  totals.faults += world.store_faults();
  totals.left += history.left.size();
  totals.hooks += history.hooks.size();
  totals.days += world.virtual_days();
}

void print(const Totals& totals, std::chrono::steady_clock::time_point begun) {
  const double minutes =
      std::chrono::duration<double, std::ratio<60>>(std::chrono::steady_clock::now() - begun).count();
  fmt::print(
      "{} worlds, {:.1f} virtual days ({:.0f} a minute), {} messages left, {} webhooks, {} crashes, {} faults of the "
      "store, {} events\n",
      totals.worlds, totals.days, totals.days / minutes, totals.left, totals.hooks, totals.crashes, totals.faults,
      totals.events);
}

std::vector<uint64_t> kept_seeds() {
  std::vector<uint64_t> out;
  std::ifstream file(std::string(TIDINGS_SOURCE_DIR) + "/tests/sim/seeds.txt");
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') out.push_back(std::stoull(line));
  }
  return out;
}

TEST(Sim, KeptSeeds) {
  if (environment("TIDINGS_SIM_SEED")) return;  // that one only: see Sim.Sweep
  const auto seeds = kept_seeds();
  ASSERT_FALSE(seeds.empty());
  const auto begun = std::chrono::steady_clock::now();
  Totals totals;
  for (const uint64_t seed : seeds) live(seed, totals);
  print(totals, begun);
  EXPECT_GT(totals.left, 1000U) << "the worlds are too quiet to show anything";
  EXPECT_GT(totals.crashes, 20U);
}

TEST(Sim, Sweep) {
  const auto begun = std::chrono::steady_clock::now();
  Totals totals;
  if (const auto named = environment("TIDINGS_SIM_SEED")) {
    const size_t dash = named->find('-');
    const uint64_t first = std::stoull(*named);
    const uint64_t last = dash == std::string::npos ? first : std::stoull(named->substr(dash + 1));
    for (uint64_t seed = first; seed <= last; ++seed) live(seed, totals);
  } else {
    const auto seconds = environment("TIDINGS_SIM_SECONDS");
    const auto sweep = seconds ? std::chrono::seconds(std::stoi(*seconds)) : kSweep;
    Random fresh = Random::from_system();
    while (std::chrono::steady_clock::now() - begun < sweep && !testing::Test::HasFailure()) {
      live(kYoungerSeeds + fresh.below(1'000'000'000), totals);
    }
  }
  print(totals, begun);
}

// Without this a seed would not bring back what it showed.
TEST(Sim, TheSameSeedGivesTheSameHistory) {
  const auto trace = [](uint64_t seed) {
    Scenario scenario = draw_scenario(seed);
    scenario.days = std::min(scenario.days, 1.0);
    World world(std::move(scenario));
    const History& history = world.run();
    std::string out;
    for (const auto& left : history.left) out += fmt::format("{}>{}@{} ", left.message, left.to, left.when.true_ms);
    for (const auto& hook : history.hooks) out += fmt::format("{}:{}@{} ", hook.token, hook.status, hook.when.true_ms);
    for (const auto& move : history.ending.moves) {
      out += fmt::format("{}:{}-{} ", move.message, to_string(move.from), to_string(move.to));
    }
    return out;
  };
  for (const uint64_t seed : {6U, 27U}) EXPECT_EQ(trace(seed), trace(seed)) << seed;
}

}  // namespace
}  // namespace tidings::sim
