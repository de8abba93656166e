#include "tests/sim/about.h"

#include <fmt/format.h>

#include "base/http.h"

namespace tidings::sim {
namespace {

std::string_view name_of(Told::What what) {
  switch (what) {
    case Told::What::stop:
      return "STOP";
    case Told::What::soft_stop:
      return "a refusal in other words";
    case Told::What::start:
      return "START";
    case Told::What::manual_stop:
      return "an operator's entry";
    case Told::What::manual_lift:
      return "an operator's lifting";
    case Told::What::review_none:
      return "a review: no refusal";
    case Told::What::status:
      return "status";
  }
  return "";
}

std::string at(const When& when) {
  return fmt::format("#{} {} ms, wall {}", when.order, when.true_ms, format_utc(when.wall));
}

}  // namespace

std::string about(const History& history, const std::string& phone) {
  std::map<uint64_t, std::string> lines;
  for (const auto& left : history.left) {
    if (left.to == phone) {
      lines[left.when.order] =
          fmt::format("{}: message {} leaves from {}: {:.40}", at(left.when), left.message, left.from, left.body);
    }
  }
  for (const auto& accepted : history.accepted) {
    if (accepted.to == phone) {
      lines[accepted.when.order] = fmt::format("{}: the carrier has message {}", at(accepted.when), accepted.message);
    }
  }
  for (const auto& told : history.told) {
    if (told.phone == phone) {
      lines[told.when.order] =
          fmt::format("{}: told {} {} {}", at(told.when), name_of(told.what), told.message, told.provider_status);
    }
  }
  for (const auto& hook : history.hooks) {
    const FormFields form = parse_form(hook.body);
    if (form_get(form, "From") != phone && form_get(form, "To") != phone) continue;
    lines[hook.when.order] = fmt::format(
        "{}: webhook {} '{}' of {}, {}, answered {}", at(hook.when), form_get(form, "MessageStatus"),
        form_get(form, "Body"), form_get(form, "MessageSid"), hook.genuine ? "genuine" : "forged", hook.status);
  }
  std::string out;
  for (const auto& [order, line] : lines) out += line + "\n";
  for (const auto& row : history.ending.messages) {
    if (row.phone != phone && row.sent_to != phone) continue;
    out += fmt::format("in the end: message {} ({}) of workspace {} is {} ({})\n", row.id.value, to_string(row.kind),
                       row.workspace.value, to_string(row.state), to_string(row.reason));
  }
  return out;
}

}  // namespace tidings::sim
