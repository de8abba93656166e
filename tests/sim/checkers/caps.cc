// A sender sends no more than its daily cap in any 24 hours, and a number gets no more than its workspace's
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

void check_sender(const History& history, const store::LedgerRow& row, const Left& left, std::map<int64_t, Past>& all,
                  Findings& out) {
  const auto* sender = sender_of(history, row.workspace, left.from);
  if (sender == nullptr) {
    out.add(fmt::format("message {} left from {}, which is nobody's sender", left.message, left.from));
    return;
  }
  auto& past = all[sender->id.value];
  const int64_t before = sender->daily_cap > 0 ? past.since(left.when.wall - kDayMs) : 0;
  if (sender->daily_cap > 0 && before >= sender->daily_cap) {
    out.add(fmt::format("sender {} of cap {} sent message {} at {} as number {} of 24 hours", sender->id.value,
                        sender->daily_cap, left.message, format_utc(left.when.wall), before + 1));
  }
  past.add(left.when.wall);
}

void check_number(const History& history, const store::LedgerRow& row, const Left& left,
                  std::map<std::string, Past>& all, Findings& out) {
  // A rehearsal reaches nobody but the test recipient.
  if (row.kind == MessageKind::confirmation || left.to != row.phone) return;
  auto& past = all[row.phone];
  const auto* workspace = History::find(history.ending.workspaces, row.workspace.value);
  if (row.kind != MessageKind::reply && workspace != nullptr && workspace->frequency_cap > 0) {
    const int64_t before = past.since(left.when.wall - workspace->frequency_window_ms);
    if (before >= workspace->frequency_cap) {
      out.add(fmt::format("{} got message {} at {} as number {} of the window, cap {}", row.phone, left.message,
                          format_utc(left.when.wall), before + 1, workspace->frequency_cap));
    }
  }
  past.add(left.when.wall);
}

}  // namespace

std::vector<const Left*> taken(const History& history) {
  std::map<int64_t, std::vector<const Left*>> by_message;
  for (const Left& left : history.left) by_message[left.message].push_back(&left);
  std::set<const Left*> those;
  for (const Accepted& accepted : history.accepted) {
    const Left* last = nullptr;
    for (const Left* left : by_message[accepted.message]) {
      if (left->when.order < accepted.when.order) last = left;
    }
    if (last != nullptr) those.insert(last);
  }
  std::vector<const Left*> out;
  for (const Left& left : history.left) {
    if (those.contains(&left)) out.push_back(&left);
  }
  return out;
}

Findings check_caps(const History& history) {
  Findings out;
  std::map<int64_t, Past> senders;
  std::map<std::string, Past> numbers;
  for (const Left* left : taken(history)) {
    const auto* row = history.message(left->message);
    if (row == nullptr) continue;
    check_sender(history, *row, *left, senders, out);
    check_number(history, *row, *left, numbers, out);
  }
  return out;
}

}  // namespace tidings::sim
