// Nobody gets the same thing twice: a message of ours is accepted once at most, and so is one campaign's text by one
// person, whatever ids we gave it.
#include <fmt/format.h>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {

Findings check_no_double(const History& history) {
  Findings out;
  std::map<int64_t, const Accepted*> by_message;
  std::map<std::pair<int64_t, std::string>, const Accepted*> by_person;
  for (const Accepted& accepted : history.accepted) {
    const auto [first, fresh] = by_message.emplace(accepted.message, &accepted);
    if (!fresh) {
      out.add(fmt::format("message {} was accepted at {} and again at {} ms", accepted.message,
                          first->second->when.true_ms, accepted.when.true_ms));
      continue;
    }
    const auto* row = history.message(accepted.message);
    if (row == nullptr || !row->campaign) continue;
    const auto [one, new_person] = by_person.emplace(std::pair{row->campaign.value, row->phone}, &accepted);
    if (!new_person) {
      out.add(fmt::format("campaign {} reached {} by messages {} and {}", row->campaign.value, row->phone,
                          one->second->message, accepted.message));
    }
  }
  return out;
}

}  // namespace tidings::sim
