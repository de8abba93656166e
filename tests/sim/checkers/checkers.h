// The promises of the product, and the checker of each: a pure function from a history to what is wrong in it. A
// promise to users is a file here, a line in checkers.cc, and a bad history in checkers_test.cc that it must find fault
// with.
#pragma once

#include <span>
#include <string_view>

#include "tests/sim/history.h"

namespace tidings::sim {

Findings check_no_double(const History& history);
Findings check_no_skip(const History& history);
Findings check_after_stop(const History& history);
Findings check_one_confirmation(const History& history);
Findings check_as_set(const History& history);
Findings check_window(const History& history);
Findings check_legal_hours(const History& history);
Findings check_legal_caps(const History& history);
Findings check_consent(const History& history);
Findings check_caps(const History& history);
Findings check_rates(const History& history);
Findings check_forward(const History& history);
Findings check_foretold(const History& history);
Findings check_ends(const History& history);
Findings check_reconciled(const History& history);
Findings check_webhooks(const History& history);
Findings check_counters(const History& history);
Findings check_media(const History& history);
Findings check_audit(const History& history);
Findings check_test_mode(const History& history);

// The requests that messages were accepted by, in the order they left: those the carrier did not take use up nothing.
std::vector<const Left*> taken(const History& history);

struct Checker {
  std::string_view promise;
  Findings (*check)(const History& history);
};
std::span<const Checker> checkers();

// Every broken promise with its first findings; empty when all were kept.
std::string broken_promises(const History& history);

}  // namespace tidings::sim
