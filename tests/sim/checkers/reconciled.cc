// When the carrier was asked for its whole log: every text it has is in the inbox, and every message whose id we know
// is where the carrier says it is, whatever webhooks were lost.
#include <fmt/format.h>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

std::optional<MessageState> state_of(std::string_view status) {
  if (status == "delivered") return MessageState::delivered;
  if (status == "undelivered") return MessageState::undelivered;
  if (status == "failed") return MessageState::failed;
  return std::nullopt;
}

}  // namespace

Findings check_reconciled(const History& history) {
  Findings out;
  if (!history.ending.reconciled) return out;
  std::map<std::string, const store::LedgerRow*> ours;
  for (const auto& row : history.ending.messages) {
    if (!row.provider_id.empty()) ours.emplace(row.provider_id, &row);
  }
  for (const AtCarrier& one : history.ending.at_carrier) {
    if (one.inbound) {
      if (!history.ending.inbound.contains(one.sid)) out.add(fmt::format("text {} is not in the inbox", one.sid));
      continue;
    }
    const auto said = state_of(one.status);
    const auto row = ours.find(one.sid);
    if (!said || row == ours.end()) continue;
    if (row->second->state != *said) {
      out.add(fmt::format("message {} is {}, the carrier says {}", row->second->id.value, to_string(row->second->state),
                          one.status));
    }
  }
  return out;
}

}  // namespace tidings::sim
