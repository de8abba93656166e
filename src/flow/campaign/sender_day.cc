#include "flow/campaign/sender_day.h"

#include <algorithm>

#include "base/limits.h"
#include "store/ledger.h"
#include "store/workspaces.h"

namespace tidings::flow {

SenderDay sender_day(store::Session& s, const SenderPool& pool, Instant now) {
  SenderDay out(now);
  out.capped = true;
  for (const auto& sender : store::workspaces::senders(s, pool.workspace)) {
    const bool of_pool = pool.only.empty() || std::ranges::find(pool.only, sender.id) != pool.only.end();
    if (!of_pool || !sender.active || !sender.serves(pool.channel) || !pool.has_carrier(sender.carrier)) continue;
    ++out.senders;
    out.segments_per_s += pool.channel == Channel::call ? limits::kSenderCallsPerS : sender.segments_per_s;
    if (sender.daily_cap <= 0) {
      out.capped = false;
      continue;
    }
    out.places.add_sender(sender.daily_cap, store::ledger::sender_uses(s, sender.id, first_counting_minute(now)));
  }
  if (out.senders == 0) out.capped = false;
  return out;
}

}  // namespace tidings::flow
