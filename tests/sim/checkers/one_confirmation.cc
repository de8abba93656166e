// A STOP is confirmed once, whoever repeats it: the carrier its webhook, the person the word. Only who came back by
// START can stop, and be told so, again; and there is never more than one answer for one text.
#include <fmt/format.h>

#include <set>

#include "base/http.h"
#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {

namespace {

struct Texts {
  std::set<std::string> all, starts;  // by the carrier's id: its webhook may come several times
};

}  // namespace

Findings check_one_confirmation(const History& history) {
  Findings out;
  // A webhook whose answer got lost may have been taken all the same, so all that reached us count.
  std::map<std::string, Texts> texts;
  for (const Hook& hook : history.hooks) {
    if (!hook.genuine) continue;
    const FormFields form = parse_form(hook.body);
    if (form_get(form, "SmsStatus") != "received") continue;
    Texts& theirs = texts[std::string(form_get(form, "From"))];
    const std::string sid(form_get(form, "MessageSid")), said(form_get(form, "Body"));
    theirs.all.insert(sid);
    if (said == "START" || said == "YES") theirs.starts.insert(sid);
  }
  std::map<std::string, std::pair<size_t, size_t>> confirmed;  // in all, and of STOP
  for (const Accepted& accepted : history.accepted) {
    const auto* row = history.message(accepted.message);
    if (row == nullptr || row->kind != MessageKind::confirmation) continue;
    const auto* workspace = History::find(history.ending.workspaces, row->workspace.value);
    auto& [all, stops] = confirmed[row->phone];
    ++all;
    if (workspace != nullptr && accepted.body == workspace->stop_text) ++stops;
  }
  for (const auto& [phone, n] : confirmed) {
    const auto& [all, stops] = n;
    const Texts& theirs = texts[phone];
    if (all > theirs.all.size()) {
      out.add(fmt::format("{} got {} confirmations for {} texts", phone, all, theirs.all.size()));
    } else if (stops > 1 + theirs.starts.size()) {
      out.add(fmt::format("{} was told {} times that they stopped, and came back {} times", phone, stops,
                          theirs.starts.size()));
    }
  }
  return out;
}

}  // namespace tidings::sim
