// What a row of a contact file says of how a consent came about. Journey: part of judging a row. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/contact.h"

namespace tidings::flow {

struct ConsentEvidence {
  std::optional<Instant> given_at;
  ConsentBasis basis = ConsentBasis::none;
  ConsentMethod how = ConsentMethod::unknown;
  std::string source, url, ip;
  WordingId wording;

  // A kind with none of these is a word that anybody can write into a file.
  bool proves() const {
    return given_at || how != ConsentMethod::unknown || !source.empty() || !url.empty() || wording;
  }
};

// What is known when rows are judged, besides the plan.
struct JudgeFacts {
  Instant now;                                             // no consent was given after it
  std::map<std::string, WordingId, std::less<>> wordings;  // of the workspace, by version
};

// "2026-03-01", "2026-03-01 10:00", "2026-03-01T10:00:00Z", with an offset too; without one it is UTC. A day alone is
// its beginning, so that what it starts ends no later than it should. Nothing for a date after `now`, or of a shape
// that two people could read differently.
std::optional<Instant> consent_date(std::string_view text, Instant now);

}  // namespace tidings::flow
