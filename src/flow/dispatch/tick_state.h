// One tick of the dispatcher: what its transaction does before anything of it is believed. Private to flow/dispatch.
#pragma once

#include "flow/dispatch/dispatcher.h"

namespace tidings::dispatch {

// A row this tick may hand over: carried over (claimed by an earlier tick) or found due just now and not claimed yet.
struct Dispatcher::Candidate {
  store::LedgerRow row;
  compliance::Gathered* facts = nullptr;  // gathered with the batch, or when it is its turn
};

struct Dispatcher::Work {
  struct OutcomeSeen {
    const carrier::Carrier* carrier;
    SenderId sender;
    const carrier::SendResult* result;
    bool reached;
    int segments;
  };

  Instant now;
  Instant lease_now;  // by the clock of all who share the database
  int64_t monotonic_ms = 0;
  store::Ledger* ledger = nullptr;
  std::deque<store::LedgerRow> claimed;    // carried over from earlier ticks; at the end: those that wait on
  std::deque<Candidate> candidates;        // in order of importance
  std::vector<store::LedgerRow*> waiting;  // of candidates
  std::deque<compliance::Gathered> gathered;
  // Decided and charged; written together at the end. Parallel to leaving.
  std::vector<store::Handing> handings;
  std::vector<store::DecisionRecord> handing_decisions;
  std::vector<Leaving> leaving;
  std::vector<std::pair<MessageId, store::DecisionRecord>> decisions;
  std::vector<OutcomeSeen> outcomes;
  std::vector<Campaign> active;
  std::vector<Competitor> competitors;
  std::unordered_map<CampaignId, size_t> held;  // claimed by an earlier tick
  std::unordered_map<WorkspaceId, std::optional<Workspace>> workspaces;
  std::unordered_map<CampaignId, std::optional<Campaign>> campaigns;
  std::unordered_map<WorkspaceId, std::vector<Sender>> senders;
  std::map<std::pair<int64_t, int64_t>, std::vector<Medium>> media;  // of campaigns, of messages outside them
  std::unordered_map<CampaignId, NoRoom> no_room;
  std::unordered_map<WorkspaceId, int64_t> waiting_for_room;
  bool direct_only = false;
  bool hasty = false;
  size_t batch = 0;        // rows of campaigns claimed at most
  size_t settled = 0;      // answers of unsettled_, from the first
  size_t room = 0;         // requests that may still be added to those in flight
  size_t direct_room = 0;  // the same for messages outside campaigns
  size_t did = 0;
  int64_t shortest_wait_ms = 0;
  bool rescued = false, rescued_ours = false;
};

// A row whose holder is gone: claimed goes back to planned, handed may have left and becomes unknown.
void rescue_row(store::Ledger& ledger, store::LedgerRow& row, const Options& options, Instant now);

// Then a few more rows are told when their place comes, so that what is held shows how long it will take.
inline constexpr int64_t kLookAgainForRoomMs = kMinuteMs;
inline constexpr int64_t kIdleWaitMs = 250;  // nothing to do, or nothing that may leave

// Changes when a sender comes, goes, or gets another cap.
uint64_t mark_of(const std::vector<Sender>& senders);

}  // namespace tidings::dispatch
