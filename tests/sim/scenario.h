// What kind of world a seed makes: how many people, which faults of network, carrier, people and machine, how often
// operators step in. Drawn once, from the seed alone; the world then lives it. Every draw stands here or in world*.cc,
// so a seed printed at a failure is the whole failure.
#pragma once

#include "base/random.h"
#include "carrier/sandbox/options.h"
#include "tests/sim/product.h"
#include "tests/sim/sim_network.h"

namespace tidings::sim {

struct Scenario {
  uint64_t seed = 0;
  Instant start;
  double days = 1;  // then faults end, and everything gets time to come to rest
  double rest_days = 3;
  std::string describe() const;  // one line, for the failure's report

  carrier::sandbox::SandboxOptions sandbox;
  NetworkFaults network;
  ProductOptions product;

  int people = 100;
  int senders = 2;
  int campaigns = 2;
  bool second_workspace = false;
  int frequency_cap = 0;
  double workspace_rate = 0;
  bool law = false;       // the standard rule pack binds
  bool consents = false;  // of many kinds, that come, go, end and are asked for
  size_t ranges = 12;     // people have numbers of so many of the number_ranges()
  bool media = false;     // some texts come with a picture
  bool reconciles =
      false;              // webhooks are lost for good, texts too, and at the end the carrier is asked for all of them
  std::string test_mode;  // "", "deployment", "workspace" or "campaign"

  // how often, a day
  double crashes = 0, jumps = 0, acts = 0, texts = 0, disk_full = 0;
  bool together = false;  // receipts share writes
  bool changes = false;   // operators also edit, take back and stop campaigns; starts have an undo window
  // of webhooks
  double crash_at_hook = 0, crash_at_answer = 0;  // the process dies somewhere while it takes one in
  double hook_slow = 0, hook_answer_lost = 0, hook_double = 0, hook_tampered = 0;
};

// Seeds below this one make worlds without the faults that were thought of later, so that those of seeds.txt go on
// showing what they are kept for.
inline constexpr uint64_t kYoungerSeeds = 100'000;

// And below this one without the law, and with people of the first twelve ranges only.
inline constexpr uint64_t kLawfulSeeds = 600'100;

// And below this one with consents that do not change but by STOP and START.
inline constexpr uint64_t kConsentSeeds = 1'200'000;

// And below this one nobody asks the carrier in the end, and no text is lost.
inline constexpr uint64_t kReconcilingSeeds = 2'000'000;

// And below this one people send words only.
inline constexpr uint64_t kMediaSeeds = 3'000'000;

Scenario draw_scenario(uint64_t seed);

struct NumberRange {
  std::string prefix;
  int digits;  // that follow
  std::string region;
  std::string zone;  // one that must be among the candidates
};
const std::vector<NumberRange>& number_ranges();

inline constexpr std::string_view kSender = "+1202555010";  // and one digit
inline constexpr std::string_view kTester = "+12125550177";
inline constexpr std::string_view kPublicUrl = "http://127.0.0.1:8080";
inline constexpr std::string_view kSandboxUrl = "http://127.0.0.1:8090";

}  // namespace tidings::sim
