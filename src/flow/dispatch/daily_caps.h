// The daily cap of each sender: messages handed over in any 24 hours, kept by minute in the store, so neither a restart
// nor a changed clock resets it. The oldest minute counts until all of it is out of the window: never one too many. The
// dispatcher's thread; the cache is adopted only when the transaction that wrote it has committed.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "domain/workspace.h"
#include "flow/dispatch/day_uses.h"
#include "store/database.h"

namespace tidings::dispatch {

class DailyCaps {
 public:
  // Messages this sender may still hand over now; nullopt = no cap.
  std::optional<int64_t> room(store::Session& s, const Sender& sender, Instant now);
  // When a message gets its place that has `ahead` others before it, whichever of the senders takes it.
  Instant place(store::Session& s, std::span<const Sender* const> senders, int64_t ahead, Instant now);
  // Places of 24 hours, all senders together; 0 = one of them has no cap.
  static int64_t cap_of(std::span<const Sender* const> senders);
  void use(store::Session& s, const Sender& sender, Instant now);
  void write_uses(store::Session& s);  // all since the last call; in the transaction that hands the messages over
  // The carrier did not process it: an hour without a connection must not use up a day's messages.
  void give_back(store::Session& s, SenderId sender, Instant handed_at);
  // After a transaction that failed: the store is right, this is not.
  void forget() { uses_.forget(), unwritten_.clear(); }
  // Others hand over from this sender too: before its first use in a tick, whose uses are not written yet.
  void forget(SenderId sender) { uses_.forget(sender); }

 private:
  DayUses uses_;
  std::map<std::pair<int64_t, int64_t>, int64_t> unwritten_;  // (sender, minute), n
};

}  // namespace tidings::dispatch
