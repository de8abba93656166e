// How a call ended, or who took it, in one vocabulary for all carriers. Carriers map their words to it (carrier/*),
// flow/delivery keeps the strongest that was heard. The numbers of the enums are stored: never renumber.
#pragma once

#include <optional>
#include <string_view>

namespace tidings {

enum class CallOutcome : int {
  none = 0,      // nothing heard yet, or it only rings
  answered = 1,  // somebody or something took it; the carrier does not say which
  human = 2,     // a person heard it
  machine = 3,   // an answering machine took it
  fax = 4,
  busy = 5,
  no_answer = 6,  // it rang until the time for ringing was over
  rejected = 7,   // turned away
  failed = 8,     // it never rang: no such number, no route
  cancelled = 9,  // ended by us before anybody took it
};
std::string_view to_string(CallOutcome outcome);
std::optional<CallOutcome> call_outcome_from(std::string_view name);

// What an answering machine gets: the text after its greeting, or nothing at all.
enum class MachinePolicy : int { leave_text = 0, hang_up = 1 };
std::string_view to_string(MachinePolicy policy);
std::optional<MachinePolicy> machine_policy_from(std::string_view name);

}  // namespace tidings
