// Nobody is passed over: everyone of a planned audience has a message, and what the ledger says of each message is what
// the carrier knows: accepted there when the ledger says so, and not when it says it never left.
#include <fmt/format.h>

#include <set>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

using S = MessageState;

void check_audiences(const History& history, Findings& out) {
  std::set<std::pair<int64_t, int64_t>> planned;
  for (const auto& row : history.ending.messages) planned.emplace(row.campaign.value, row.contact.value);
  for (const auto& campaign : history.ending.campaigns) {
    const auto audience = history.audiences.find(campaign.id.value);
    if (!campaign.planned || audience == history.audiences.end()) continue;
    for (const int64_t contact : audience->second) {
      if (planned.contains({campaign.id.value, contact})) continue;
      out.add(fmt::format("campaign {} has no message for contact {} of its audience", campaign.id.value, contact));
    }
  }
}

}  // namespace

Findings check_no_skip(const History& history) {
  Findings out;
  check_audiences(history, out);
  std::map<int64_t, int> at_carrier;
  for (const Accepted& accepted : history.accepted) ++at_carrier[accepted.message];
  for (const auto& [message, n] : at_carrier) {
    if (history.message(message) == nullptr)
      out.add(fmt::format("the carrier has message {}, the ledger not", message));
  }
  for (const auto& row : history.ending.messages) {
    const auto found = at_carrier.find(row.id.value);
    const int n = found == at_carrier.end() ? 0 : found->second;
    const bool said_sent = row.state == S::accepted || row.state == S::sent || row.state == S::delivered ||
                           row.state == S::undelivered || row.state == S::failed;
    if (said_sent && n == 0) {
      out.add(fmt::format("message {} is {}, but the carrier never had it", row.id.value, to_string(row.state)));
    }
    const bool asked_back = row.state == S::cancelled && row.reason == Reason::carrier_cancelled;
    const bool may_be =
        said_sent || asked_back || row.state == S::unresolved || row.state == S::handed || row.state == S::unknown;
    if (!may_be && n > 0) {
      out.add(fmt::format("message {} is {} ({}), but the carrier has it", row.id.value, to_string(row.state),
                          to_string(row.reason)));
    }
  }
  return out;
}

}  // namespace tidings::sim
