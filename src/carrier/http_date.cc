#include "carrier/http_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <vector>

namespace tidings::carrier {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<int64_t> zone_ms(std::string_view text) {
  if (text == "GMT" || text == "UTC") return 0;
  if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = number(text.substr(1, 2)), minutes = number(text.substr(3, 2));
  if (!hours || !minutes || *minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hours * kHourMs + *minutes * kMinuteMs);
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::vector<std::string_view> words;
  while (!text.empty() && words.size() < 7) {
    const size_t space = text.find(' ');
    if (space != 0) words.push_back(text.substr(0, space));
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  if (words.size() != 6 || words[4].size() != 8) return std::nullopt;
  const auto day = number(words[1]), year = number(words[3]);
  const auto* month = std::ranges::find(kMonths, words[2]);
  const auto hours = number(words[4].substr(0, 2)), minutes = number(words[4].substr(3, 2)),
             seconds = number(words[4].substr(6, 2));
  const auto zone = zone_ms(words[5]);
  if (!day || !year || *year > 9999 || month == kMonths.end() || !hours || !minutes || !seconds || !zone)
    return std::nullopt;
  if (*hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(month - kMonths.begin()) + 1},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  const int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  return Instant{days * kDayMs + *hours * kHourMs + *minutes * kMinuteMs + *seconds * kSecondMs - *zone};
}

}  // namespace tidings::carrier
