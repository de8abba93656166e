// What the virtual dispatch has seen, added up for people.
#include <algorithm>

#include "flow/preflight/virtual_dispatch.h"

namespace tidings::preflight {

void VirtualDispatch::sum_up() {
  std::map<std::tuple<Fate, Reason, uint8_t>, int64_t> reasons;
  std::map<Reason, int64_t> waits;
  const auto rules = compliance::gate_rules();
  for (const auto* rule : rules) out_.rules.push_back(rule->id);
  out_.rules.push_back({});
  for (const auto& one : out_.recipients) {
    switch (one.fate) {
      case Fate::sends:
        ++out_.sends;
        if (one.waits_for != 0) ++waits[one.waited()];
        continue;
      case Fate::blocked:
        ++out_.blocked;
        break;
      case Fate::held:
        ++out_.held;
        break;
      case Fate::expires:
        ++out_.expires;
        break;
      case Fate::later:
        ++out_.later;
        break;
    }
    ++reasons[{one.fate, one.why(), one.rule}];
  }
  for (const auto& [what, n] : reasons) {
    out_.reasons.push_back({std::get<0>(what), std::get<1>(what), out_.rules[std::get<2>(what)], n});
  }
  std::ranges::sort(out_.reasons, [](const ReasonShare& a, const ReasonShare& b) {
    return std::tie(b.recipients, a.fate, a.reason, a.rule) < std::tie(a.recipients, b.fate, b.reason, b.rule);
  });
  out_.waits_for.assign(waits.begin(), waits.end());
  for (const auto& [hour, n] : hours_) out_.hours.push_back({Instant{hour * kHourMs}, n});
  for (const auto& sender : out_.senders) {
    out_.segments += sender.segments;
    if (sender.messages == 0) continue;
    if (out_.first_at.ms == 0 || sender.first < out_.first_at) out_.first_at = sender.first;
    out_.ends_at = std::max(out_.ends_at, sender.last);
  }
  std::vector<Cost::Line> lines;
  for (const auto& [what, tally] : tallies_) {
    lines.push_back({out_.senders[what.first].id, what.second, tally.messages, tally.segments, std::nullopt});
  }
  out_.cost.lines = std::move(lines);
}

}  // namespace tidings::preflight
