// One real message through the running server, followed to its receipt: the whole way, gate and webhooks included. For
// `tidings doctor --send-to`. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/cli/api_client.h"

namespace tidings::app::cli {

struct TrialStep {
  enum class Verdict { ok, warn, wrong } verdict = Verdict::ok;
  std::string words;
  std::string advice;
};

// Ends with the receipt, with what stands in the way, or after most_ms. The last step is the outcome.
std::vector<TrialStep> send_trial(ApiClient& api, const std::string& number, int64_t most_ms);

}  // namespace tidings::app::cli
