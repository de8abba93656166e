#include "app/cli/progress_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "app/cli/table.h"

namespace tidings::app::cli {
namespace {

struct Group {
  const char* total;  // of progress.totals; held and waiting are parts of its queued
  const char* words;
  const char* colour;
  bool always;
};
constexpr Group kGroups[] = {
    {"delivered", "delivered", "32", true},
    {"accepted", "on their way", "36", true},
    {"in_flight", "being handed over", "36", false},
    {"unknown", "perhaps sent", "33", false},
    {"held", "held", "34", false},
    {"waiting", "waiting", "90", true},
    {"blocked", "blocked", "35", false},
    {"refused", "refused by carrier", "31", false},
    {"failed", "failed at carrier", "31", false},
    {"cancelled", "cancelled", "90", false},
    {"expired", "expired", "90", false},
    {"unresolved", "never resolved", "33", false},
};

std::string bar_line(const Group& group, int64_t n, const json::value& progress, size_t width, Styles styles) {
  const auto all = std::max<int64_t>(1, number_at(progress, "totals.recipients"));
  const double share = static_cast<double>(n) / static_cast<double>(all);
  const size_t room = std::clamp<size_t>(width > 42 ? width - 42 : 0, 10, 50);
  return fmt::format("  {:<19}{:>9}  {} {:>4.0f} %", group.words, thousands(n),
                     coloured(bar(share, room), group.colour, styles), share * 100);
}

std::string forecast_line(const json::value& progress) {
  const auto ends = text_at(progress, "forecast.ends_at");
  auto words = text_at(progress, "forecast.words");
  if (ends.empty()) return words;
  return fmt::format("{} ({})", plain_time(ends), words);
}

}  // namespace

std::string coloured(std::string_view text, std::string_view code, Styles styles) {
  return styles.colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

bool has_ended(const json::value& progress) {
  const auto status = text_at(progress, "status");
  return status == "stopped" || status == "completed" || status == "expired";
}

namespace {
// What is planned is either held, with a reason, or its turn has not come.
int64_t count_of(const json::value& progress, std::string_view group) {
  const auto held = number_at(progress, "held");
  if (group == "held") return held;
  if (group == "waiting") return std::max<int64_t>(0, number_at(progress, "totals.queued") - held);
  return number_at(progress, fmt::format("totals.{}", group));
}
}  // namespace

std::vector<std::string> main_bars(const json::value& progress, size_t width, Styles styles) {
  std::vector<std::string> out;
  std::string others;
  for (const auto& group : kGroups) {
    const auto n = count_of(progress, group.total);
    if (std::string_view(group.total) == "held" || group.always) {
      out.push_back(bar_line(group, n, progress, width, styles));
    } else if (n > 0) {
      others += fmt::format("{}{} {}", others.empty() ? "" : ", ", thousands(n), group.words);
    }
  }
  out.push_back(cut("  " + (others.empty() ? "nothing blocked, refused or failed" : others), width));
  return out;
}

std::vector<std::string> state_bars(const json::value& progress, size_t width, Styles styles) {
  std::vector<std::string> out;
  for (const auto& group : kGroups) {
    const auto n = count_of(progress, group.total);
    if (n > 0 || group.always) out.push_back(bar_line(group, n, progress, width, styles));
  }
  return out;
}

std::vector<std::string> progress_lines(const json::value& progress, size_t width, Styles styles, Instant now) {
  std::vector<std::string> out;
  const auto status = text_at(progress, "status");
  out.push_back(fmt::format("Campaign {}, {}: {}{}", text_at(progress, "campaign"), text_at(progress, "name"),
                            coloured(status, status == "active" ? "1;32" : "1", styles),
                            flag_at(progress, "planned") ? "" : ", planning the audience"));
  out.push_back(fmt::format("  {:<19}{:>9}", "recipients", thousands(number_at(progress, "totals.recipients"))));
  for (auto& line : state_bars(progress, width, styles)) out.push_back(std::move(line));
  for (const auto& count : items_at(progress, "counts")) {
    const auto words = text_at(count, "words");
    if (words.empty()) continue;
    const auto state = text_at(count, "state");
    out.push_back(cut(
        fmt::format("    {:>9} {}: {}", thousands(number_at(count, "n")), state == "planned" ? "held" : state, words),
        width));
  }
  if (const auto until = text_at(progress, "held_until"); !until.empty()) {
    const auto at = parse_utc(until);
    out.push_back(fmt::format("  next due           {}{}", plain_time(until),
                              at && *at > now ? fmt::format(", in {}", duration_words(*at - now)) : ""));
  }
  out.push_back(fmt::format("  replies            {}", thousands(number_at(progress, "replies"))));
  const auto measured = value_at(progress, "rate.measured_per_s");
  const auto average = value_at(progress, "rate.average_per_s");
  out.push_back(fmt::format(
      "  rate               {}{}limit {:g}/s",
      measured != nullptr && measured->is_number() ? fmt::format("{:.1f}/s now, ", measured->to_number<double>()) : "",
      average != nullptr && average->is_number() ? fmt::format("{:.1f}/s on average, ", average->to_number<double>())
                                                 : "",
      real_at(progress, "rate.limit_per_s")));
  if (!has_ended(progress)) out.push_back(cut("  forecast           " + forecast_line(progress), width));
  return out;
}

std::string progress_summary(const json::value& progress) {
  auto out = fmt::format(
      "{}: {} of {} delivered, {} on their way, {} waiting", text_at(progress, "status"),
      thousands(number_at(progress, "totals.delivered")), thousands(number_at(progress, "totals.recipients")),
      thousands(number_at(progress, "totals.accepted")), thousands(number_at(progress, "totals.queued")));
  if (const auto held = number_at(progress, "held"); held > 0) out += fmt::format(" ({} held)", thousands(held));
  for (const char* name : {"blocked", "refused", "failed", "unknown", "cancelled", "expired", "unresolved"}) {
    if (const auto n = number_at(progress, fmt::format("totals.{}", name)); n > 0)
      out += fmt::format(", {} {}", thousands(n), name);
  }
  if (const auto n = number_at(progress, "replies"); n > 0) out += fmt::format(", {} replies", thousands(n));
  return out;
}

}  // namespace tidings::app::cli
