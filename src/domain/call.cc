#include "domain/call.h"

#include <algorithm>
#include <array>

namespace tidings {
namespace {

constexpr std::array<std::string_view, 10> kOutcomes{"none", "answered",  "human",    "machine", "fax",
                                                     "busy", "no_answer", "rejected", "failed",  "cancelled"};
constexpr std::array<std::string_view, 2> kPolicies{"leave_text", "hang_up"};

template <typename E, size_t N>
std::optional<E> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto at = std::ranges::find(names, name);
  if (at == names.end()) return std::nullopt;
  return static_cast<E>(at - names.begin());
}

}  // namespace

std::string_view to_string(CallOutcome outcome) { return kOutcomes[static_cast<size_t>(outcome)]; }
std::optional<CallOutcome> call_outcome_from(std::string_view name) { return named<CallOutcome>(kOutcomes, name); }
std::string_view to_string(MachinePolicy policy) { return kPolicies[static_cast<size_t>(policy)]; }
std::optional<MachinePolicy> machine_policy_from(std::string_view name) {
  return named<MachinePolicy>(kPolicies, name);
}

}  // namespace tidings
