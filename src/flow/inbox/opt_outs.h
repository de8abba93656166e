// Opting out and back in, whoever says it: the person by a keyword, the carrier, a reviewer, an operator. Every
// function works inside the caller's transaction. Source of the rules: reference/compliance §2.2-2.3.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/ledger.h"
#include "store/stop_number.h"

namespace tidings::inbox {

struct OptOut {
  std::string phone;         // E.164
  std::string_view source;   // of store/optouts.h
  std::string detail;        // shown to people: "STOP by text", an operator's words
  std::string by;            // who decides the open reviews of this number: "keyword", "alice", "time"
  std::string evidence;      // for the consent history
  std::string kept_as = {};  // what stands for the number in the suppression; empty: itself
  Instant said_at = {};      // 0: now
};

// For the whole organisation, every sender and campaign: the suppression, the end of all that is planned or claimed for
// the number, consent revoked in every workspace that knows it, its open reviews decided as stop. The caller closes the
// ledger.
store::StopResult opt_out(store::Session& s, store::Ledger& ledger, const OptOut& what, Instant now);

// START: lifts opt-outs by keyword only, never the carrier's, a reviewer's, a list's or an operator's. When nothing
// else stands against the number, consent comes back: as it was before, and for the workspace that was written to at
// least as express. How many were lifted.
int opt_in(store::Session& s, WorkspaceId workspace, std::string_view phone, const std::string& evidence, Instant now);
// The newest thing that is in force against the number is its own keyword.
bool opted_out_by_keyword(store::Session& s, std::string_view phone);

// ---- people
// -------------------------------------------------------------------------------------------------------------

// An operator enters a number. Errors: invalid_argument when it is no E.164 number.
Result<store::StopResult> suppress_manually(store::Session& s, const std::string& phone, const std::string& detail,
                                            const std::string& actor, Instant now);
// Errors: not_found, conflict (lifted before), invalid_argument (no reason).
Result<> lift(store::Session& s, SuppressionId id, const std::string& actor, const std::string& reason, Instant now);

enum class Decision { stop, none };
// A person, or time, decides a suspected opt-out. No confirmation is sent: it would come too late to be a timely
// answer. none lets the number's messages leave again from their next due time. Errors: not_found, conflict.
Result<store::StopResult> decide_review(store::Session& s, ReviewId id, Decision decision, const std::string& actor,
                                        Instant now);

bool looks_like_e164(std::string_view phone);

}  // namespace tidings::inbox
