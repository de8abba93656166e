// States only move forward: what the carrier has is never planned again, what has ended stays ended, but for the
// carrier's late word about an outcome nobody knew. The table is written here again, from the design's.
#include <fmt/format.h>

#include <set>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

using S = MessageState;

const std::map<S, std::set<S>>& table() {
  static const std::set<S> kWords{S::accepted, S::sent, S::delivered, S::undelivered, S::failed};
  static const auto kWith = [](std::set<S> more) {
    more.insert(kWords.begin(), kWords.end());
    return more;
  };
  static const std::map<S, std::set<S>> kTable{
      {S::planned, kWith({S::claimed, S::handed, S::cancelled, S::expired, S::blocked})},
      {S::claimed, kWith({S::planned, S::handed, S::blocked, S::cancelled, S::expired})},
      {S::handed, kWith({S::planned, S::unknown, S::refused})},
      {S::unknown, kWith({S::planned, S::unresolved, S::refused})},
      {S::unresolved, kWords},
      {S::accepted, {S::sent, S::delivered, S::undelivered, S::failed, S::cancelled}},
      {S::sent, {S::delivered, S::undelivered, S::failed}},
  };
  return kTable;
}

}  // namespace

Findings check_forward(const History& history) {
  Findings out;
  std::map<int64_t, S> at;
  for (const Move& move : history.ending.moves) {
    const auto [now, first] = at.emplace(move.message, S::planned);
    if (now->second != move.from) {
      out.add(fmt::format("message {} was {}, but moved from {}", move.message, to_string(now->second),
                          to_string(move.from)));
    }
    const auto may = table().find(move.from);
    if (may == table().end() || !may->second.contains(move.to)) {
      out.add(fmt::format("message {} went from {} to {}", move.message, to_string(move.from), to_string(move.to)));
    }
    now->second = move.to;
  }
  for (const auto& row : history.ending.messages) {
    const auto now = at.find(row.id.value);
    if (row.state != (now == at.end() ? S::planned : now->second)) {
      out.add(fmt::format("message {} is {}, but nothing brought it there", row.id.value, to_string(row.state)));
    }
  }
  return out;
}

}  // namespace tidings::sim
