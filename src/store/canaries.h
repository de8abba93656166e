// Canaries: messages to numbers of our own, which must come back as webhooks. One row each: what was sent, what came.
// Inside a transaction. Written by flow/watch/canary.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::canaries {

// running: not decided yet. missed: it left, and not all of it came back in time. not_sent: it never left.
enum class Verdict { running, good, missed, not_sent };
std::string_view to_string(Verdict verdict);

struct Canary {
  CanaryId id;
  std::string carrier, from, to, token;
  MessageId message;
  Instant planned_at, handed_at, receipt_at, inbound_at;  // 0: not yet
  Verdict verdict = Verdict::running;
  std::string problem;
  Instant ended_at;
};

CanaryId add(Session& s, const Canary& canary);
std::vector<Canary> open(Session& s, int64_t most);  // oldest first
std::optional<Canary> newest(Session& s, std::string_view from, std::string_view to);
std::vector<Canary> page(Session& s, CanaryId before, int64_t most);  // newest first
void came_in(Session& s, CanaryId id, Instant at);                    // the first time counts
void move(Session& s, const Canary& canary);  // handed_at, receipt_at, verdict, problem, ended_at
void forget(Session& s, std::string_view from, std::string_view to, Instant before);  // at most 100

// The text of one, and whose text this is: none when it is no canary's.
std::string text_of(std::string_view token);
std::optional<Canary> of_text(Session& s, std::string_view text);

}  // namespace tidings::store::canaries
