// A STOP is confirmed once, whoever repeats it: the carrier its webhook, the person the word.
#include <fmt/format.h>

#include <set>

#include "base/http.h"
#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {

Findings check_one_confirmation(const History& history) {
  Findings out;
  // A webhook whose answer got lost may have been taken all the same, so all that reached us count.
  std::map<std::string, std::set<std::string>> asked;
  for (const Hook& hook : history.hooks) {
    if (!hook.genuine) continue;
    const FormFields form = parse_form(hook.body);
    if (form_get(form, "SmsStatus") != "received") continue;
    asked[std::string(form_get(form, "From"))].insert(std::string(form_get(form, "MessageSid")));
  }
  std::map<std::string, size_t> confirmed;
  for (const Accepted& accepted : history.accepted) {
    const auto* row = history.message(accepted.message);
    if (row != nullptr && row->kind == MessageKind::confirmation) ++confirmed[row->phone];
  }
  for (const auto& [phone, n] : confirmed) {
    const auto found = asked.find(phone);
    const size_t most = found == asked.end() ? 0 : found->second.size();
    if (n > most) out.add(fmt::format("{} got {} confirmations for {} texts", phone, n, most));
  }
  return out;
}

}  // namespace tidings::sim
