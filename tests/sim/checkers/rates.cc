// In no second does more leave than a rate allows, and one message and a tenth of a second's worth more, which is what
// the buckets promise: for each campaign, workspace and the deployment in messages, for each sender in segments. A
// message of more segments than a bucket holds leaves when the bucket is full; the debt is waited off, but for one that
// was open when the process died.
#include <fmt/format.h>

#include <deque>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

class Second {
 public:
  // What left within the second that ends with this one.
  double add(int64_t at_ms, double amount) {
    sent_.emplace_back(at_ms, amount);
    sum_ += amount;
    while (sent_.front().first <= at_ms - kSecondMs) {
      sum_ -= sent_.front().second;
      sent_.pop_front();
    }
    return sum_;
  }

 private:
  std::deque<std::pair<int64_t, double>> sent_;
  double sum_ = 0;
};

class Rates {
 public:
  explicit Rates(const std::vector<int64_t>& boots) : boots_(boots) {}
  void charge(const std::string& who, double per_s, double amount, const Left& left, Findings& out) {
    if (per_s <= 0) return;
    const int64_t at = left.when.true_ms;
    const double full = 1 + per_s / 10;
    const auto died = std::ranges::count_if(boots_, [&](int64_t boot) { return boot > at - kSecondMs && boot <= at; });
    const double most = per_s + full + std::max(0.0, amount - full) * static_cast<double>(1 + died);
    const double sum = seconds_[who].add(at, amount);
    if (sum > most + 0.001) out.add(fmt::format("{}: {} in the second up to {} ms, rate {}", who, sum, at, per_s));
  }

 private:
  const std::vector<int64_t>& boots_;
  std::map<std::string, Second> seconds_;
};

}  // namespace

Findings check_rates(const History& history) {
  Findings out;
  Rates rates(history.boots);
  for (const Left& left : history.left) {
    rates.charge("deployment", history.deployment_rate, 1, left, out);
    const auto* row = history.message(left.message);
    if (row == nullptr) continue;
    if (const auto* workspace = History::find(history.ending.workspaces, row->workspace.value)) {
      rates.charge(fmt::format("workspace {}", workspace->id.value), workspace->rate_per_s, 1, left, out);
    }
    if (const auto* campaign = History::find(history.ending.campaigns, row->campaign.value)) {
      rates.charge(fmt::format("campaign {}", campaign->id.value), campaign->rate_per_s, 1, left, out);
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
