// A webhook we answered 2xx is in the journal, applied or a dead letter; one that is not genuine changes nothing and is
// not thanked for; and the carrier's last word about a message it has, once we took it, is the message's state.
#include <fmt/format.h>

#include <set>

#include "base/http.h"
#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

bool carrier_final(MessageState state) {
  return state == MessageState::delivered || state == MessageState::undelivered || state == MessageState::failed;
}

void check_words(const History& history, Findings& out) {
  std::set<std::string> in_dead_letters;
  for (const HookRow& row : history.ending.hooks) {
    if (row.state == "dead") in_dead_letters.emplace(form_get(parse_form(row.body), "MessageSid"));
  }
  std::map<int64_t, std::string> sid_of;
  for (const Accepted& accepted : history.accepted) sid_of[accepted.message] = accepted.sid;
  for (const Told& told : history.told) {
    if (told.what != Told::What::status || !told.acted) continue;
    const bool last = told.provider_status == "delivered" || told.provider_status == "undelivered" ||
                      told.provider_status == "failed";
    const auto sid = sid_of.find(told.message);
    const auto* row = history.message(told.message);
    if (!last || sid == sid_of.end() || sid->second != told.provider_id || row == nullptr) continue;
    if (in_dead_letters.contains(told.provider_id)) continue;  // a person has to look at it
    if (!carrier_final(row->state)) {
      out.add(fmt::format("message {} is {}, but we were told {}", told.message, to_string(row->state),
                          told.provider_status));
    }
  }
}

}  // namespace

Findings check_webhooks(const History& history) {
  Findings out;
  std::map<std::string, int64_t> settled, rows;
  for (const HookRow& row : history.ending.hooks) {
    ++rows[row.body];
    if (row.state == "applied" || row.state == "dead") {
      ++settled[row.body];
    } else {
      out.add(fmt::format("a webhook is still {}", row.state));
    }
  }
  std::map<std::string, int64_t> thanked;
  for (const Hook& hook : history.hooks) {
    const bool yes = hook.status >= 200 && hook.status < 300;
    if (yes) ++thanked[hook.body];
    if (!hook.genuine && yes) out.add("a forged webhook was answered 2xx");
    if (!hook.genuine && hook.status != 0 && hook.status != 403) {
      out.add(fmt::format("a forged webhook was answered {}", hook.status));
    }
  }
  for (const Hook& hook : history.hooks) {
    if (!hook.genuine && !thanked.contains(hook.body) && rows.contains(hook.body) && rows[hook.body] > 0) {
      // The same bytes may come genuinely too, with an answer that was lost; tampered ones never do.
      const bool came_too = std::ranges::any_of(
          history.hooks, [&](const Hook& other) { return other.genuine && other.body == hook.body; });
      if (!came_too) out.add("a forged webhook is in the journal");
    }
  }
  for (const auto& [body, n] : thanked) {
    if (const int64_t kept = settled[body]; kept < n) {
      out.add(fmt::format("{} webhooks of the same bytes were answered 2xx, {} are applied or dead letters", n, kept));
    }
  }
  check_words(history, out);
  return out;
}

}  // namespace tidings::sim
