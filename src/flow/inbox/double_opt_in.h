// Double opt-in by text: one question, and only a YES or START from that number within its time counts as consent;
// anything else leaves it open, nothing else that markets is sent meanwhile (the gate holds it), and nobody is
// reminded. On the journey: asked by people, answered in the inbox, closed by a STOP or by double_opt_in_stage.h. Every
// function works inside the caller's transaction. Source: reference/compliance §2.3, §3.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "domain/workspace.h"
#include "store/consents.h"
#include "store/opt_ins.h"

namespace tidings::inbox {

// What a workspace asks, unless a request says otherwise.
struct OptInSettings {
  std::string wording;                 // the version of the question's text; empty = none is set
  Consent consent = Consent::express;  // what a YES gives: express, or express_written where the text makes it that
  int64_t limit_ms = 2 * kDayMs;
};
OptInSettings opt_in_settings(store::Session& s, WorkspaceId workspace);
// Errors: invalid_argument, naming the field.
Result<> check_opt_in(store::Session& s, WorkspaceId workspace, const OptInSettings& settings);
void put_opt_in_settings(store::Session& s, WorkspaceId workspace, const OptInSettings& settings);

// Plans the question: a single message that markets, so hours, caps and the law bind it. Errors: conflict (a question
// is open; the number is suppressed, has refused, or its last question stayed without an answer and nothing was signed
// up since), invalid_argument.
Result<store::opt_ins::OptIn> ask_opt_in(store::Session& s, const Contact& contact, const OptInSettings& settings,
                                         const std::string& actor, Instant now);

// The open question that a YES or START of this number, written at that time, answers; none: it is an answer to
// something else.
std::optional<store::opt_ins::OptIn> question_answered(store::Session& s, std::string_view phone, Instant written_at);
// The YES: closes the question, records the consent, lets go what was held for it.
void take_yes(store::Session& s, const store::opt_ins::OptIn& question, InboundId inbound, const std::string& evidence,
              Instant written_at, Instant now);

}  // namespace tidings::inbox
