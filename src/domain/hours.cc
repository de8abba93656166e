#include "domain/hours.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/clock.h"

namespace tidings {
namespace {

constexpr std::string_view kDayNames[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

Result<int> parse_time(std::string_view text, bool as_end) {
  const auto bad = [&] {
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a time of day", text), {},
                "write 09:00, or 24:00 for the end of the day");
  };
  if (text.size() != 5 || text[2] != ':') return bad();
  int h = -1, m = -1;
  const auto [p1, e1] = std::from_chars(text.data(), text.data() + 2, h);
  const auto [p2, e2] = std::from_chars(text.data() + 3, text.data() + 5, m);
  if (p1 != text.data() + 2 || p2 != text.data() + 5 || e1 != std::errc{} || e2 != std::errc{}) return bad();
  const int minute = h * 60 + m;
  if (h < 0 || m < 0 || m > 59 || minute > (as_end ? 1440 : 1439)) return bad();
  return minute;
}

Result<unsigned> parse_days(std::string_view text) {
  unsigned days = 0;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const auto digit = [](char c) { return c >= '1' && c <= '7'; };
    if (part.size() == 1 && digit(part[0])) {
      days |= 1u << (part[0] - '1');
    } else if (part.size() == 3 && digit(part[0]) && part[1] == '-' && digit(part[2]) && part[0] <= part[2]) {
      for (char d = part[0]; d <= part[2]; ++d) days |= 1u << (d - '1');
    } else {
      return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a set of weekdays", part), {},
                  "write 1-5 or 1,3,7; 1 is Monday");
    }
  }
  if (days == 0)
    return fail(ErrorCode::invalid_argument, "the set of weekdays is empty", {}, "write 1-7 for every day");
  return days;
}

std::string days_text(unsigned days) {
  std::string out;
  for (int d = 0; d < 7;) {
    if (!(days >> d & 1)) {
      ++d;
      continue;
    }
    int last = d;
    while (last < 6 && days >> (last + 1) & 1) ++last;
    if (!out.empty()) out += ",";
    out += last == d ? fmt::format("{}", d + 1) : fmt::format("{}-{}", d + 1, last + 1);
    d = last + 1;
  }
  return out;
}

std::string time_text(int minute) { return fmt::format("{:02d}:{:02d}", minute / 60, minute % 60); }

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return parse_utc(std::string(text) + "T00:00:00Z").has_value();
}

Result<AllowedSpan> make_span(std::string_view days, std::string_view start, std::string_view end) {
  AllowedSpan span;
  span.days = TRY(parse_days(days));
  span.start_minute = TRY(parse_time(start, false));
  span.end_minute = TRY(parse_time(end, true));
  return span;
}

}  // namespace

Result<AllowedHours> read_allowed_hours(const json::array* allow, const json::array* closed_dates) {
  AllowedHours hours;
  if (allow != nullptr) {
    for (size_t i = 0; i < allow->size(); ++i) {
      const std::string path = fmt::format("allow[{}]", i);
      JsonReader in((*allow)[i], path);
      const auto days = in.text("days").value_or("1-7");
      const auto start = in.required_text("start");
      const auto end = in.required_text("end");
      TRY(in.done());
      auto span = make_span(days, start, end);
      if (!span) return fail(ErrorCode::invalid_argument, path + ": " + span.error().what, path, span.error().hint);
      hours.allow.push_back(*span);
    }
  }
  if (closed_dates != nullptr) {
    for (const auto& date : *closed_dates) {
      const auto* text = date.if_string();
      if (text == nullptr || !is_date(*text)) {
        return fail(ErrorCode::invalid_argument, "closed_dates must hold dates", "closed_dates",
                    "write \"2026-12-25\"");
      }
      hours.closed_dates.emplace_back(*text);
    }
    std::sort(hours.closed_dates.begin(), hours.closed_dates.end());
  }
  return hours;
}

json::value allowed_spans_json(const AllowedHours& hours) {
  json::array out;
  for (const auto& span : hours.allow) {
    out.push_back(json::object{
        {"days", days_text(span.days)}, {"start", time_text(span.start_minute)}, {"end", time_text(span.end_minute)}});
  }
  return out;
}

json::value closed_dates_json(const AllowedHours& hours) {
  json::array out;
  for (const auto& date : hours.closed_dates) out.emplace_back(date);
  return out;
}

Result<AllowedHours> parse_allowed_hours(std::string_view text) {
  AllowedHours hours;
  while (!text.empty()) {
    const size_t semi = text.find(';');
    std::string_view part = text.substr(0, semi);
    text.remove_prefix(semi == std::string_view::npos ? text.size() : semi + 1);
    std::string_view days = "1-7";
    if (const size_t space = part.rfind(' '); space != std::string_view::npos) {
      days = part.substr(0, space);
      part.remove_prefix(space + 1);
    }
    const size_t dash = part.find('-');
    if (dash == std::string_view::npos) {
      return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a span of hours", part), {},
                  "write 09:00-17:00 or \"1-5 09:00-17:00\"");
    }
    hours.allow.push_back(TRY(make_span(days, part.substr(0, dash), part.substr(dash + 1))));
  }
  return hours;
}

const AllowedHours& default_hours() {
  static const AllowedHours hours{.allow = {{.days = 0x7f, .start_minute = 9 * 60, .end_minute = 20 * 60}}};
  return hours;
}

std::string describe(const AllowedHours& hours) {
  if (hours.allow.empty()) return "at any hour";
  std::string out;
  for (const auto& span : hours.allow) {
    std::string days;
    int first = 0;
    while (!(span.days >> first & 1)) ++first;
    int last = 6;
    while (!(span.days >> last & 1)) --last;
    const unsigned run = ((1u << (last + 1)) - 1) & ~((1u << first) - 1);
    if (span.days == 0x7f) {
      days = "every day";
    } else if (span.days == run) {
      days = first == last ? std::string(kDayNames[first]) : fmt::format("{}-{}", kDayNames[first], kDayNames[last]);
    } else {
      for (int d = 0; d < 7; ++d) {
        if (span.days >> d & 1) days += (days.empty() ? "" : ",") + std::string(kDayNames[d]);
      }
    }
    out += fmt::format("{}{} {}-{}", out.empty() ? "" : ", ", days, time_text(span.start_minute),
                       time_text(span.end_minute));
  }
  return out;
}

}  // namespace tidings
