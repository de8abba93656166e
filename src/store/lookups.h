// What services said of numbers that were looked up while a file was imported: a cache that outlives the process, and
// the mark of every question that is about to leave, so that no number is paid for twice. Inside a transaction.
// Numbers are the digits of E.164 as an integer (domain/dnc_register.h).
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/database.h"

namespace tidings::store::lookups {

struct Answer {
  bool valid = false;
  bool reachable = true;  // false: invalid, or a line that never gets texts
  std::string line_type, country, carrier;
};

struct Word {
  bool answered = false;
  int64_t tries = 0;  // questions begun since there was an answer
  Instant asked_at;   // of the last one; 0: it has ended without an answer
  Instant expires_at;
  Answer answer;  // country and carrier are not read back
};

void words(Session& s, std::string_view service, std::span<const int64_t> numbers,
           const std::function<void(size_t, std::optional<Word>)>& each);

// A question is about to leave. false: there is an answer that holds, or somebody else has asked after `asked_before`.
bool ask(Session& s, std::string_view service, int64_t number, Instant now, Instant expires_at, Instant asked_before);
// It ended without an answer. uncount: it was not taken, and is no try.
void release(Session& s, std::string_view service, int64_t number, bool uncount);
void answer(Session& s, std::string_view service, int64_t number, const Answer& answer, Instant expires_at);

// Some service says so, and that still holds.
bool unreachable(Session& s, int64_t number, Instant now);

int64_t forget_old(Session& s, Instant now, int64_t most);  // how many

}  // namespace tidings::store::lookups
