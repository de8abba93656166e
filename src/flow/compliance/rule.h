// What a rule is: a name, a version, and a pure function from facts to a finding. One pair of files a rule in rules/,
// one line in the list of gate.cc. A rule's version goes up whenever the same facts could give another finding: traces
// keep it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/reason.h"
#include "flow/compliance/facts.h"
#include "flow/compliance/inputs.h"

namespace tidings::compliance {

class HoursCache;
class LawHours;

// Ordered: the stronger wins over rules.
enum class Verdict : int { allow = 0, hold = 1, block = 2 };
std::string_view to_string(Verdict verdict);

struct Finding {
  Verdict verdict = Verdict::allow;
  Reason reason = Reason::none;
  Instant until;                  // holds only: look again then, not before
  std::optional<Instant> closes;  // allows only: the message must be delivered before this
  Inputs inputs;                  // what the rule looked at, as short text; no message text, no full phone number
};

// Answers the rules share while one Gate lives; never changes what a rule finds, only how fast.
struct RuleContext {
  HoursCache& hours;
  LawHours& law;
};

// How a rule's finding may change while time goes by and all else stays: pre-flight asks again only where it must.
enum class Ages {
  anyhow,        // in any way: the facts are gathered anew
  never,         // it looks at no time
  opens,         // from hold to allow only
  closes,        // from allow to block or hold only, at the instant its finding names (none: never)
  by_the_clock,  // by the time in zones and at places, the same for all who share them, consent and campaign
};

struct Rule {
  std::string_view id;     // stored in traces: at most 15 characters, never reused for another meaning
  int version = 1;         // stored in traces
  std::string_view title;  // for people: "the allowed hours"
  Finding (*judge)(const Facts& facts, RuleContext& context);
  Ages ages = Ages::anyhow;
  bool of_calls = false;  // it has nothing to say about texts, and is not asked
};

Finding allow(Inputs inputs);
Finding hold(Reason reason, Instant until, Inputs inputs);
Finding block(Reason reason, Inputs inputs);
// The same with constant words alone: allow("none").
inline Finding allow(Words words) { return allow(Inputs(words)); }
inline Finding hold(Reason reason, Instant until, Words words) { return hold(reason, until, Inputs(words)); }
inline Finding block(Reason reason, Words words) { return block(reason, Inputs(words)); }
// Hold(missing_fact), to be looked at again soon; `what` names the fact.
Finding missing(const Facts& facts, std::string_view what);
// When to look again at a hold whose end nobody knows.
Instant recheck(const Facts& facts);

}  // namespace tidings::compliance
