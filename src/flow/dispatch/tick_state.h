// One tick of the dispatcher: what its transaction does before anything of it is believed. Private to flow/dispatch.
#pragma once

#include "flow/dispatch/dispatcher.h"

namespace tidings::dispatch {

struct Dispatcher::Work {
  struct OutcomeSeen {
    const carrier::Carrier* carrier;
    carrier::SendResult result;
    bool reached;
    int segments;
  };

  Instant now;
  int64_t monotonic_ms = 0;
  store::Ledger* ledger = nullptr;
  std::deque<store::LedgerRow> claimed;
  std::vector<Leaving> leaving;
  std::vector<OutcomeSeen> outcomes;
  std::vector<Campaign> active;
  std::vector<Competitor> competitors;
  std::unordered_map<CampaignId, size_t> held;  // claimed by an earlier tick
  std::unordered_map<WorkspaceId, std::optional<Workspace>> workspaces;
  std::unordered_map<CampaignId, std::optional<Campaign>> campaigns;
  std::unordered_map<WorkspaceId, std::vector<Sender>> senders;
  std::unordered_map<CampaignId, int64_t> no_room_until_ms;
  size_t did = 0;
  int64_t shortest_wait_ms = 0;
  bool rescued = false, rescued_ours = false;
};

// A row whose holder is gone: claimed goes back to planned, handed may have left and becomes unknown.
void rescue_row(store::Ledger& ledger, store::LedgerRow& row, const Options& options, Instant now);

}  // namespace tidings::dispatch
