// The counters of a campaign are the counts of its rows.
#include <fmt/format.h>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {

Findings check_counters(const History& history) {
  Findings out;
  const auto text = [](const std::vector<store::ledger::StateCount>& counts) {
    std::string all;
    for (const auto& c : counts) all += fmt::format(" {}/{}={}", to_string(c.state), to_string(c.reason), c.n);
    return all;
  };
  for (const auto& campaign : history.ending.campaigns) {
    const auto id = campaign.id.value;
    const auto kept = history.ending.counts.find(id), real = history.ending.recounts.find(id);
    const std::string kept_text = kept == history.ending.counts.end() ? "" : text(kept->second);
    const std::string real_text = real == history.ending.recounts.end() ? "" : text(real->second);
    if (kept_text != real_text) out.add(fmt::format("campaign {} counts{}, and has{}", id, kept_text, real_text));
    int64_t n = 0;
    if (real != history.ending.recounts.end()) {
      for (const auto& c : real->second) n += c.n;
    }
    if (n != campaign.planned_count) {
      out.add(fmt::format("campaign {} says it planned {}, and has {} messages", id, campaign.planned_count, n));
    }
  }
  return out;
}

}  // namespace tidings::sim
