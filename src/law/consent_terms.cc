#include "law/consent_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace tidings::law {
namespace {

constexpr int kMonthsMost = 1200;

bool is_part(std::string_view place) { return place.find('-') != std::string_view::npos; }
std::string_view country_of(std::string_view place) { return place.substr(0, place.find('-')); }

std::string what_it_says(const ConsentRow& row) {
  if (row.accepts.empty()) return fmt::format("term={} of={}", to_string(row.term), row.id);
  std::string kinds;
  for (const Consent kind : row.accepts) kinds += (kinds.empty() ? "" : "|") + std::string(to_string(kind));
  return fmt::format("wants={} by={}", kinds, row.id);
}

}  // namespace

std::optional<Term> term_from(std::string_view text) {
  int n = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (failed != std::errc{} || n < 1 || n > 40'000) return std::nullopt;
  const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  Term out;
  if (unit == " days" || (unit == " day" && n == 1)) out.days = n;
  if (unit == " months" || (unit == " month" && n == 1)) out.months = n;
  if (unit == " years" || (unit == " year" && n == 1)) out.months = n * 12;
  if ((out.days == 0 && out.months == 0) || out.months > kMonthsMost || out.days > kMonthsMost * 31)
    return std::nullopt;
  return out;
}

std::string to_string(const Term& term) {
  const auto in = [](int n, std::string_view unit) { return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s"); };
  if (term.days > 0) return in(term.days, "day");
  return term.months % 12 == 0 ? in(term.months / 12, "year") : in(term.months, "month");
}

Instant after(Instant from, const Term& term) {
  using namespace std::chrono;
  if (term.days > 0) return from + term.days * kDayMs;
  const auto whole = floor<days>(sys_time<milliseconds>(milliseconds(from.ms)));
  const int64_t rest = from.ms - duration_cast<milliseconds>(whole.time_since_epoch()).count();
  auto day = year_month_day(whole) + months(term.months);
  if (!day.ok()) day = day.year() / day.month() / last;
  return {duration_cast<milliseconds>(sys_days(day).time_since_epoch()).count() + rest};
}

ConsentTerms::ConsentTerms(std::vector<ConsentRow> rows) : rows_(std::move(rows)) {
  std::ranges::sort(rows_, {}, [](const ConsentRow& row) { return std::tie(row.place, row.id); });
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].on) by_place_[rows_[i].place].push_back(i);
    told_.push_back(std::make_shared<const std::string>(what_it_says(rows_[i])));
  }
}

const std::shared_ptr<const std::string>& ConsentTerms::told(const ConsentRow& row) const {
  return told_[static_cast<size_t>(&row - rows_.data())];
}

ConsentTerms::Answer ConsentTerms::ask(const Asked& asked) const {
  Answer out;
  const auto take = [&](std::string_view place) {
    const auto found = by_place_.find(place);
    if (found == by_place_.end()) return;
    for (const size_t i : found->second) {
      const ConsentRow& row = rows_[i];
      if (!row.accepts.empty()) {
        out.question_needs_consent |= row.question_needs_consent;
        if (out.refuses == nullptr && std::ranges::find(row.accepts, asked.kind) == row.accepts.end())
          out.refuses = &row;
        continue;
      }
      const bool rests =
          row.basis == ConsentBasis::none || asked.basis == ConsentBasis::none || row.basis == asked.basis;
      if (row.kind != asked.kind || !rests) continue;
      const Instant ends = asked.given_at.ms == 0 ? Instant{} : after(asked.given_at, row.term);
      if (out.ends_by == nullptr || ends < out.ends_at) out.ends_by = &row, out.ends_at = ends;
    }
  };
  for (size_t i = 0; i < asked.places.size(); ++i) {
    const std::string& place = asked.places[i];
    const auto country = country_of(place);
    if (!is_part(place)) {
      take(place);
      const bool part_known = std::ranges::any_of(
          asked.places, [&](const std::string& other) { return is_part(other) && country_of(other) == country; });
      if (!part_known && by_place_.size() > 0) take(std::string(country) + "-*");
      continue;
    }
    if (i == 0 || country_of(asked.places[i - 1]) != country) take(country);
    take(place);
  }
  return out;
}

}  // namespace tidings::law
