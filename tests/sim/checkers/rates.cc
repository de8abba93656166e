// In no second, wherever it begins, does more leave than a rate allows (of a broken rate the next whole number, of one
// below one a second a single message): for each campaign, workspace and the deployment in messages, for each sender in
// segments. A message of more segments than a second may have leaves alone. Across crashes too.
#include <fmt/format.h>

#include <cmath>
#include <deque>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

class Second {
 public:
  // What left within the second that ends with this one, and how many messages.
  std::pair<double, size_t> add(int64_t at_ms, double amount) {
    sent_.emplace_back(at_ms, amount);
    sum_ += amount;
    while (sent_.front().first <= at_ms - kSecondMs) {
      sum_ -= sent_.front().second;
      sent_.pop_front();
    }
    return {sum_, sent_.size()};
  }

 private:
  std::deque<std::pair<int64_t, double>> sent_;
  double sum_ = 0;
};

class Rates {
 public:
  void charge(const std::string& who, double per_s, double amount, const Left& left, Findings& out) {
    if (per_s <= 0) return;
    const auto [sum, n] = seconds_[who].add(left.when.true_ms, amount);
    if (n > 1 && sum > std::max(1.0, std::ceil(per_s)) + 0.001)
      out.add(fmt::format("{}: {} in the second up to {} ms, rate {}", who, sum, left.when.true_ms, per_s));
  }

 private:
  std::map<std::string, Second> seconds_;
};

// The highest that held in the second before: what left under the old rate counts against it.
double rate_of(const History& history, const Campaign& campaign, When when) {
  double out = history.setting(campaign, when.order).rate_per_s;
  if (const auto all = history.settings.find(campaign.id.value); all != history.settings.end()) {
    for (size_t i = 0; i + 1 < all->second.size(); ++i) {
      const auto &old = all->second[i], &next = all->second[i + 1];
      const bool held = next.when.order < when.order && next.when.true_ms > when.true_ms - kSecondMs;
      if (held) out = old.rate_per_s <= 0 || out <= 0 ? 0 : std::max(out, old.rate_per_s);
    }
  }
  return out;
}

}  // namespace

Findings check_rates(const History& history) {
  Findings out;
  Rates rates;
  for (const Left& left : history.left) {
    rates.charge("deployment", history.deployment_rate, 1, left, out);
    const auto* row = history.message(left.message);
    if (row == nullptr) continue;
    if (const auto* workspace = History::find(history.ending.workspaces, row->workspace.value)) {
      rates.charge(fmt::format("workspace {}", workspace->id.value), workspace->rate_per_s, 1, left, out);
    }
    if (const auto* campaign = History::find(history.ending.campaigns, row->campaign.value)) {
      rates.charge(fmt::format("campaign {}", campaign->id.value), rate_of(history, *campaign, left.when), 1, left,
                   out);
    }
    for (const Sender& sender : history.ending.senders) {
      if (sender.workspace == row->workspace && sender.address == left.from) {
        rates.charge(fmt::format("sender {}", sender.id.value), sender.segments_per_s, left.segments, left, out);
      }
    }
  }
  return out;
}

}  // namespace tidings::sim
