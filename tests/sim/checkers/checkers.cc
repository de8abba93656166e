#include "tests/sim/checkers/checkers.h"

#include <fmt/format.h>

namespace tidings::sim {
namespace {

constexpr Checker kCheckers[] = {
    {"no double send", check_no_double},
    {"no skip: the ledger and the carrier agree about everybody", check_no_skip},
    {"nothing is sent after STOP", check_after_stop},
    {"one confirmation for one STOP", check_one_confirmation},
    {"nothing is sent outside the window of any candidate zone", check_window},
    {"nothing is sent outside the legal hours of any candidate place", check_legal_hours},
    {"legal caps are never exceeded in any sliding window", check_legal_caps},
    {"marketing leaves only for those whose consent stands", check_consent},
    {"a campaign's messages leave as it is set at that moment", check_as_set},
    {"caps are never exceeded in any window", check_caps},
    {"rates are never exceeded in any second", check_rates},
    {"states only move forward", check_forward},
    {"a campaign differs from its pre-flight by nobody", check_foretold},
    {"every message ends or is held with a reason", check_ends},
    {"a webhook answered 2xx is applied or a dead letter", check_webhooks},
    {"after reconciliation every word of the carrier is applied", check_reconciled},
    {"counters equal the rows", check_counters},
    {"what people send is there, whole, or was tried as often as is right", check_media},
    {"the audit chain verifies", check_audit},
    {"test mode leaks nothing", check_test_mode},
};

}  // namespace

std::span<const Checker> checkers() { return kCheckers; }

std::string broken_promises(const History& history) {
  std::string out;
  for (const Checker& checker : kCheckers) {
    const Findings found = checker.check(history);
    if (found.empty()) continue;
    out += fmt::format("BROKEN: {} ({} times)\n", checker.promise, found.size());
    for (const auto& line : found.lines()) out += "  " + line + "\n";
  }
  return out;
}

}  // namespace tidings::sim
