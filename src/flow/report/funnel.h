// The funnel of a campaign: planned → handed over → accepted → delivered, and what left the way: held, blocked,
// refused, failed, cancelled, expired, each by reason in plain words. Read from the counters: as fast for a million
// recipients as for ten. Any thread.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "domain/call.h"
#include "domain/channel.h"
#include "domain/ids.h"
#include "domain/message.h"
#include "store/database.h"
#include "store/ledger.h"

namespace tidings::flow {

// Why messages are not, or not yet, at their recipients.
enum class Aside { held, uncertain, blocked, refused, failed, cancelled, expired };
std::string_view to_string(Aside aside);

struct AsideCount {
  Aside aside = Aside::held;
  Reason reason = Reason::none;
  int64_t n = 0;
};

// Each stage counts those who came at least so far, so the numbers never grow on the way. Percentages are the reader's:
// all stages are there.
struct Funnel {
  CampaignId campaign;
  int64_t planned = 0;    // everybody of the audience
  int64_t handed = 0;     // a request to a carrier was made, or may have been
  int64_t accepted = 0;   // a carrier took it
  int64_t delivered = 0;  // and says it arrived
  int64_t waiting = 0;    // not begun and not held: due, or being decided on
  std::vector<AsideCount> aside;
  int64_t replies = 0;   // messages that answered this campaign
  int64_t opt_outs = 0;  // people whose STOP answered it, or whose suspected one was decided to be one
  // Its calls, where it makes any: of a hybrid campaign all above is of its texts, and this of the calls beside them.
  std::shared_ptr<Funnel> calls;
  std::map<CallOutcome, int64_t> outcomes;  // of calls
};

Funnel funnel_of(std::span<const store::ledger::StateCount> counts,
                 Channel channel = Channel::text);  // all but replies and opt-outs
// Error: not_found.
Result<Funnel> funnel(store::Database& database, CampaignId campaign);
json::value funnel_json(const Funnel& funnel);

}  // namespace tidings::flow
