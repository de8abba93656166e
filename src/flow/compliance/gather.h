// Collects the facts about one message inside the transaction that claims it: contact, suppressions, reviews, what the
// number had lately, zones, text. The senders' room is the caller's to fill in. One thread.
#pragma once

#include "flow/compliance/compose.h"
#include "flow/compliance/facts.h"
#include "store/ledger.h"

namespace tidings::compliance {

// Owns what facts point to; do not copy or move once filled.
struct Gathered {
  Facts facts;
  Contact contact;
  Candidates zones;
  std::string text;
  int segments = 0;

  Gathered() = default;
  Gathered(const Gathered&) = delete;
};

class Gatherer {
 public:
  explicit Gatherer(const TzStatus& tz) : tz_(tz) {}
  void gather(store::Session& s, const store::LedgerRow& row, const Workspace* workspace, const Campaign* campaign,
              Instant now, Gathered& out);

 private:
  const TzStatus tz_;
  Composer composer_;
};

}  // namespace tidings::compliance
