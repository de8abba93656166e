// Under test mode, of the deployment, a workspace or a campaign, nothing leaves for anybody but the test recipient;
// otherwise everything leaves for the person it is for.
#include <fmt/format.h>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {

Findings check_test_mode(const History& history) {
  Findings out;
  for (const Left& left : history.left) {
    const auto* row = history.message(left.message);
    if (row == nullptr) {
      out.add(fmt::format("message {} left and is in no ledger", left.message));
      continue;
    }
    std::string to = row->phone;
    const auto* workspace = History::find(history.ending.workspaces, row->workspace.value);
    const auto* campaign = History::find(history.ending.campaigns, row->campaign.value);
    if (!history.deployment_test_recipient.empty()) to = history.deployment_test_recipient;
    if (workspace != nullptr && !workspace->test_recipient.empty()) to = workspace->test_recipient;
    if (campaign != nullptr && !campaign->test_recipient.empty()) to = campaign->test_recipient;
    if (left.to != to) out.add(fmt::format("message {} left for {} instead of {}", left.message, left.to, to));
  }
  return out;
}

}  // namespace tidings::sim
