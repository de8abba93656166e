// A sender hands over no more than its daily cap in any 24 hours, and a number gets no more than its workspace's
// frequency cap in the workspace's window; by the product's clock, in the order things happened, so that a clock that
// goes back brings no second helping.
#include <fmt/format.h>

#include <set>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

// What happened before, by the wall clock of then.
class Past {
 public:
  int64_t since(Instant from) const { return std::distance(walls_.upper_bound(from.ms), walls_.end()); }
  void add(Instant at) { walls_.insert(at.ms); }

 private:
  std::multiset<int64_t> walls_;
};

const Sender* sender_of(const History& history, WorkspaceId workspace, const std::string& address) {
  for (const Sender& sender : history.ending.senders) {
    if (sender.workspace == workspace && sender.address == address) return &sender;
  }
  return nullptr;
}

void check_senders(const History& history, Findings& out) {
  std::map<int64_t, Past> by_sender;
  for (const Left& left : history.left) {
    const auto* row = history.message(left.message);
    const auto* sender = row == nullptr ? nullptr : sender_of(history, row->workspace, left.from);
    if (sender == nullptr) {
      out.add(fmt::format("message {} left from {}, which is nobody's sender", left.message, left.from));
      continue;
    }
    auto& past = by_sender[sender->id.value];
    const int64_t before = sender->daily_cap > 0 ? past.since(left.when.wall - kDayMs) : 0;
    if (sender->daily_cap > 0 && before >= sender->daily_cap) {
      out.add(fmt::format("sender {} of cap {} handed over message {} at {} as number {} of 24 hours", sender->id.value,
                          sender->daily_cap, left.message, format_utc(left.when.wall), before + 1));
    }
    past.add(left.when.wall);
  }
}

void check_frequency(const History& history, Findings& out) {
  std::set<int64_t> taken;
  for (const Accepted& accepted : history.accepted) taken.insert(accepted.message);
  std::map<int64_t, const Left*> last_leaving;  // the one that was accepted
  for (const Accepted& accepted : history.accepted) {
    for (const Left& left : history.left) {
      if (left.when.order > accepted.when.order) break;
      if (left.message == accepted.message) last_leaving[left.message] = &left;
    }
  }
  std::map<std::string, Past> by_number;
  for (const Left& left : history.left) {
    const auto last = last_leaving.find(left.message);
    if (last == last_leaving.end() || last->second != &left) continue;
    const auto* row = history.message(left.message);
    if (row == nullptr || row->kind == MessageKind::confirmation) continue;
    auto& past = by_number[row->phone];
    const auto* workspace = History::find(history.ending.workspaces, row->workspace.value);
    const bool bound = row->kind != MessageKind::reply && workspace != nullptr && workspace->frequency_cap > 0;
    if (bound) {
      const int64_t before = past.since(left.when.wall - workspace->frequency_window_ms);
      if (before >= workspace->frequency_cap) {
        out.add(fmt::format("{} got message {} at {} as number {} of the window, cap {}", row->phone, left.message,
                            format_utc(left.when.wall), before + 1, workspace->frequency_cap));
      }
    }
    past.add(left.when.wall);
  }
}

}  // namespace

Findings check_caps(const History& history) {
  Findings out;
  check_senders(history, out);
  check_frequency(history, out);
  return out;
}

}  // namespace tidings::sim
