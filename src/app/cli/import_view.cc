#include "app/cli/import_view.h"

#include <fmt/format.h>

#include "app/cli/json_fields.h"
#include "app/cli/table.h"

namespace tidings::app::cli {
namespace {

struct Part {
  const char* name;
  const char* words;
};
constexpr Part kParts[] = {{"imported", "new contacts"},
                           {"updated", "contacts that were there"},
                           {"duplicates", "a number a second time in the file"},
                           {"rejected", "refused"}};

std::string lookup_words(const json::value& job) {
  const auto* lookup = job.is_object() ? job.get_object().if_contains("lookup") : nullptr;
  if (lookup == nullptr || !lookup->is_object()) return {};
  const auto n = [&](const char* name) { return thousands(number_at(*lookup, name)); };
  auto out = fmt::format("  looked up   {:>10}  by {}; {} without an answer, {} {}", n("looked_up"),
                         text_at(*lookup, "service"), n("not_looked_up"), n("calls"),
                         flag_at(job, "dry_run") ? "calls would be made" : "calls");
  if (const auto* cost = lookup->get_object().if_contains("cost"); cost != nullptr && cost->is_object()) {
    out += fmt::format(", {} {}", text_at(*cost, "amount"), text_at(*cost, "currency"));
  }
  out += "\n";
  if (const auto waits = text_at(*lookup, "waits_for"); !waits.empty()) out += "  waits for   " + waits + "\n";
  return out;
}

}  // namespace

std::string import_waits_words(const json::value& job) {
  const auto* lookup = job.is_object() ? job.get_object().if_contains("lookup") : nullptr;
  const auto waits = lookup != nullptr && lookup->is_object() ? text_at(*lookup, "waits_for") : std::string();
  return waits.empty() ? waits : "; waits for " + waits;
}

bool import_has_ended(const json::value& job) {
  const auto state = text_at(job, "state");
  return state == "done" || state == "failed" || state == "cancelled";
}

std::string import_words(const json::value& job, const std::string& rejects_file) {
  const auto id = text_at(job, "id");
  auto out = fmt::format("import {} of {}: {}{}\n", id, text_at(job, "name"), text_at(job, "state"),
                         flag_at(job, "dry_run") ? " (dry run: nobody was stored)" : "");
  if (const auto problem = text_at(job, "problem"); !problem.empty()) out += "  " + problem + "\n";
  int64_t sum = 0;
  for (const auto& part : kParts) {
    const auto n = number_at(job, part.name);
    sum += n;
    out += fmt::format("  {:<12}{:>10}  {}\n", part.name, thousands(n), part.words);
  }
  const auto rows = number_at(job, "rows");
  out += fmt::format("  {:<12}{:>10}  {}\n", "rows", thousands(rows),
                     sum == rows ? "the sum of these" : fmt::format("but the parts make {}", thousands(sum)));
  out += lookup_words(job);
  if (const auto list = text_at(job, "list"); !list.empty()) out += fmt::format("  list        {}\n", list);
  for (const auto& warning : items_at(job, "warnings")) out += "  note: " + text_at(warning, "words") + "\n";
  if (number_at(job, "rejected") > 0) {
    out += rejects_file.empty() ? fmt::format("  refused rows with reasons: tidings imports rejects {}\n", id)
                                : fmt::format("  refused rows with reasons: {}\n", rejects_file);
  }
  return out;
}

}  // namespace tidings::app::cli
