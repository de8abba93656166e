// The gate: may this message leave, now? Asked by flow/dispatch inside the claiming transaction (binding), and by
// inbox, reminders and pre-flight. Pure: the same facts give the same decision; no I/O, no clock (time is a fact). All
// rules are asked and kept in the trace. Block beats hold beats allow; among blocks the first rule of the list gives
// the reason, among holds the one that lasts longest gives reason and until.
// A Gate is not thread-safe (it keeps a small cache): one for each thread of work, cheap to make.
#pragma once

#include <optional>
#include <span>

#include "flow/compliance/facts.h"
#include "flow/compliance/hours_cache.h"
#include "flow/compliance/law_hours.h"
#include "flow/compliance/rule.h"
#include "flow/compliance/trace.h"

namespace tidings::compliance {

struct Decision {
  Verdict verdict = Verdict::hold;
  Reason reason = Reason::none;
  Instant until;  // holds only: always later than the facts' now
  // Allowed: the end of the present window, or of the consent. The carrier must be told to give up by then.
  std::optional<Instant> deliver_by;
  // When a rule that lets it pass will no more, all else as it is (Ages::closes); none = never.
  std::optional<Instant> closes;
  Trace trace;
};

class Gate {
 public:
  Decision decide(const Facts& facts);
  // Only the rules that go by the clock: for those whom all others have let pass already, and who share these facts
  // with many (pre-flight).
  Decision look_at_the_clock(const Facts& facts);

 private:
  Decision ask(const Facts& facts, bool clock_only);

  HoursCache hours_;
  LawHours law_;
};

// All rules, in the order they are asked.
std::span<const Rule* const> gate_rules();

}  // namespace tidings::compliance
