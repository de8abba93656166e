// The call of a hybrid campaign, for a text that did not arrive: planned as the second step to the same contact, once
// the text has failed or its time is over without a receipt that says delivered. On the journey: dispatch gives each
// text a time when it is looked at (LedgerRow::call_at), the carrier's word that ends it moves that to now; the planner
// asks here. The gate looks at the text once more when the call is handed over (rules/text_first.h). Inside the
// caller's transaction, with the row of the call and the text's mark together: a crash neither loses a call nor makes
// two.
#pragma once

#include "domain/campaign.h"
#include "store/ledger.h"

namespace tidings::flow {

struct CallsPlanned {
  size_t looked_at = 0;
  int64_t planned = 0;
};
// silence_counts_from: before then no receipt says nothing, since nobody was there to hear it.
CallsPlanned plan_calls_after_texts(store::Session& s, const Campaign& campaign, Instant now,
                                    Instant silence_counts_from = {});

}  // namespace tidings::flow
