// One message of a carrier's own list against what we have: is something of it missing here? Then it is applied as its
// webhook would have been, journalled, and kept as a gap. Comparing again finds nothing more. On the journey: inside
// the transaction of a page (reconciler.h). Any thread that holds a Session.
//
// Outbound: the carrier's word is newer than ours, or nobody knew yet whether the message left. Inbound: it is not in
// the inbox. A message of somebody else's use of the account is counted and shown; nothing is made of it.
#pragma once

#include <functional>

#include "base/env.h"
#include "carrier/contract.h"
#include "store/ledger.h"
#include "store/reconciliations.h"

namespace tidings::watch {

// What an event does: delivery or inbox, wired by app/. All of it, or an error and nothing, in the given transaction.
using Sink = std::function<Result<>(store::Session&, const carrier::WebhookEvent&, std::string_view carrier)>;
using store::reconciliations::Run;

// The store itself cannot work just now, or it is another node's turn: no fault of what is applied.
bool is_stores_own(const Error& error);

class Comparison {
 public:
  Comparison(Env env, Sink sink) : env_(env), sink_(std::move(sink)) {}

  // Counts in run. journal_only: one of this page's cannot be applied and takes the whole transaction along; all are
  // left to the journal, which applies each alone.
  void take(store::Session& s, Run& run, const carrier::FoundMessage& found, Instant now, bool journal_only);

  // It would be missing if it is not ours to see: whether its media are worth asking for.
  bool wants(store::Session& s, const Run& run, const carrier::FoundMessage& found) const;

 private:
  struct Missing {
    std::string_view direction;
    std::string what, detail;
    MessageId message;
  };
  void take_inbound(store::Session& s, Run& run, const carrier::FoundMessage& found, Instant now, bool journal_only);
  void take_outbound(store::Session& s, Run& run, const carrier::FoundMessage& found, Instant now, bool journal_only);
  void not_ours(store::Session& s, Run& run, const carrier::FoundMessage& found, Instant now);
  void apply(store::Session& s, Run& run, const carrier::WebhookEvent& event, const Missing& missing, Instant now,
             bool journal_only);

  Env env_;
  Sink sink_;
};

}  // namespace tidings::watch
