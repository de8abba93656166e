#include "app/cli/why.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "app/cli/table.h"

namespace tidings::app::cli {
namespace {

struct Event {
  Instant at;
  std::string words;
};

std::string indented(const std::string& text) {
  std::string out;
  size_t from = 0;
  while (from < text.size()) {
    const size_t end = std::min(text.find('\n', from), text.size());
    out += "\n      " + text.substr(from, end - from);
    from = end + 1;
  }
  return out;
}

std::string decision_words(const json::value& d) {
  const auto verdict = text_at(d, "verdict");
  auto out = verdict == "allow" ? std::string("the gate let it through") : "the gate said " + verdict;
  if (const auto words = text_at(d, "words"); !words.empty()) out += ": " + words;
  if (const auto until = text_at(d, "until"); !until.empty()) out += ", until " + plain_time(until);
  return out + indented(text_at(d, "explained"));
}

std::string attempt_words(const json::value& a) {
  auto out = fmt::format("try {} from {}", text_at(a, "number"), text_at(a, "sender"));
  if (const auto to = text_at(a, "sent_to"); !to.empty()) out += " to " + to;
  out += ": " + text_at(a, "outcome");
  if (const auto id = text_at(a, "provider_id"); !id.empty()) out += " as " + id;
  if (const auto code = text_at(a, "error_code"); !code.empty()) out += ", code " + code;
  if (const auto words = text_at(a, "error_text"); !words.empty()) out += ": " + words;
  return out;
}

std::string receipt_words(const json::value& r) {
  auto out = "the carrier says " + text_at(r, "state");
  if (const auto code = text_at(r, "error_code"); !code.empty()) out += ", code " + code;
  if (!flag_at(r, "applied")) out += " (older than what was known: no change)";
  return out;
}

std::string subject(const json::value& m) {
  auto out = fmt::format("{}{}, {}", text_at(m, "channel") == "call" ? "call, " : "", text_at(m, "kind"),
                         text_at(m, "purpose"));
  if (const auto campaign = text_at(m, "campaign"); !campaign.empty()) out += " of campaign " + campaign;
  if (const auto n = number_at(m, "segments"); n > 0) out += fmt::format(", {} segment{}", n, n == 1 ? "" : "s");
  return out;
}

}  // namespace

std::string why_words(const json::value& why) {
  const auto* message = value_at(why, "message");
  if (message == nullptr) return json::serialize(why) + "\n";
  const auto& m = *message;
  auto out = fmt::format("Message {} to {}: {}", text_at(m, "id"), text_at(m, "to"), text_at(m, "state"));
  if (const auto words = text_at(m, "words"); !words.empty()) out += ", because: " + words;
  out += fmt::format("\n  {}\n", subject(m));
  if (const auto body = text_at(m, "body"); !body.empty()) out += "  \"" + one_line(body) + "\"\n";

  if (const auto* call = value_at(why, "call"); call != nullptr && call->is_object()) {
    const auto outcome = text_at(*call, "outcome");
    out += fmt::format("  the call: {}, {} s, {}, to a machine: {}\n", outcome.empty() ? "nothing heard yet" : outcome,
                       number_at(*call, "duration_s"), text_at(*call, "language"), text_at(*call, "machine"));
  }

  std::vector<Event> events;
  const auto add = [&](const std::string& at, std::string words) {
    events.push_back({parse_utc(at).value_or(Instant{}), std::move(words)});
  };
  const auto by = text_at(m, "created_by");
  add(text_at(m, "created_at"), by.empty() ? "planned" : "planned by " + by);
  for (const auto& one : items_at(why, "decisions")) add(text_at(one, "at"), decision_words(one));
  for (const auto& one : items_at(why, "attempts")) add(text_at(one, "handed_at"), attempt_words(one));
  for (const auto& one : items_at(why, "receipts")) add(text_at(one, "at"), receipt_words(one));
  // Of one instant, in the order of the journey.
  std::vector<std::pair<Instant, size_t>> order;
  order.reserve(events.size());
  for (size_t i = 0; i < events.size(); ++i) order.emplace_back(events[i].at, i);
  std::ranges::sort(order);
  for (const auto& [at, i] : order) out += fmt::format("  {}  {}\n", plain_time(format_utc(at)), events[i].words);
  if (const auto* waits = value_at(why, "waits_for"); waits != nullptr && waits->is_object()) {
    const auto until = text_at(*waits, "until");
    const auto words =
        text_at(*waits, "code") == "held" ? "it is looked at again" : "it waits: " + text_at(*waits, "words");
    out += fmt::format("  {}  {}\n", until.empty() ? "now" : plain_time(until), words);
  }
  return out;
}

}  // namespace tidings::app::cli
