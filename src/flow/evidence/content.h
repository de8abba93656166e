// What there is about one number, in the order an evidence pack tells it: contacts, consents with their wordings,
// opt-ins, opt-outs, reviews, what they wrote, what was sent to them and why or why not; each followed by who had a
// hand in it. Reads one snapshot, a page in memory at a time.
#pragma once

#include <functional>
#include <string>

#include "flow/evidence/chain.h"
#include "store/database.h"

namespace tidings::evidence {

// gone: nobody waits any more, then the error is timeout. Other errors: those of the chain.
Result<> write_content(store::Session& s, const std::string& phone, Chain& chain, const std::function<bool()>& gone);

}  // namespace tidings::evidence
