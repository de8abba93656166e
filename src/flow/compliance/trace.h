// The record of one decision: every rule that was asked, its version, what it saw and said. Stored with the message,
// read by `tidings why`, exports and auditors. Any thread; plain value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/reason.h"
#include "flow/compliance/rule.h"

namespace tidings::compliance {

struct RuleTrace {
  std::string rule;  // id
  int version = 0;
  Verdict verdict = Verdict::allow;
  Reason reason = Reason::none;
  Instant until;  // holds only
  Inputs inputs;
  bool operator==(const RuleTrace&) const = default;
};

struct Trace {
  Instant at;
  Verdict verdict = Verdict::allow;
  Reason reason = Reason::none;
  Instant until;  // holds only
  std::string tz_version;
  std::vector<RuleTrace> rules;  // in the order they were asked
  Channel channel = Channel::text;
  bool operator==(const Trace&) const = default;
};

// Compact JSON, and back. Instants are UTC milliseconds; a rule is ["id",version,"a","inputs"], or for holds and blocks
// ["id",version,"h"|"b","inputs","reason",until]. Error: corrupt, naming the part that does not read.
std::string trace_json(const Trace& trace);
Result<Trace> read_trace(std::string_view text);

// In plain words, a line a rule, the verdict and the rules that made it first. Knows traces of older rules.
std::string explain(const Trace& trace);

}  // namespace tidings::compliance
