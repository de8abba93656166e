#include "law/law_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/check.h"
#include "law/pack_reader.h"

namespace tidings::law {
namespace {

#include "law/standard_pack.inc"

bool in_force(std::string_view from, std::string_view until, std::string_view date) {
  return (from.empty() || date >= from) && (until.empty() || date < until);
}

bool is_part(std::string_view place) { return place.find('-') != std::string_view::npos; }
std::string_view country_of(std::string_view place) { return place.substr(0, place.find('-')); }

}  // namespace

std::string_view standard_pack() { return kStandardPack; }

bool knows_year(const Rule& rule, int year) {
  return rule.holidays.empty() || std::ranges::binary_search(rule.years, year);
}

Result<LawBook> LawBook::of(std::vector<Pack> packs) {
  LawBook out;
  std::map<std::string, Rule> rules;
  std::map<std::string, std::map<int, std::vector<std::string>>> calendars;  // a later list replaces an earlier one
  std::map<std::string, Freeze> freezes;
  std::map<std::string, ConsentRow> consents;
  for (auto& pack : packs) {
    out.packs_.emplace_back(pack.id, pack.version);
    out.version_ += (out.version_.empty() ? "" : ", ") + pack.id + " " + pack.version + "#" + pack.digest;
    for (auto& rule : pack.rules) rules[rule.id] = std::move(rule);
    for (auto& list : pack.holidays) calendars[list.calendar][list.year] = std::move(list.dates);
    for (auto& row : pack.consents) consents[row.id] = std::move(row);
    for (auto& freeze : pack.freezes) freezes[freeze.id] = std::move(freeze);
    for (const auto& change : pack.switches) {
      if (const auto row = consents.find(change.rule); row != consents.end()) {
        row->second.on = change.on;
        continue;
      }
      const auto it = rules.find(change.rule);
      if (it == rules.end()) {
        return fail(ErrorCode::invalid_argument, fmt::format("there is no rule '{}' to switch", change.rule), pack.file,
                    "tidings rules list shows them all");
      }
      it->second.on = change.on;
    }
  }
  for (auto& [id, rule] : rules) {
    std::map<int, size_t> lists;
    for (const auto& calendar : rule.holidays) {
      for (const auto& [year, dates] : calendars[calendar]) {
        ++lists[year];
        rule.hours.closed_dates.insert(rule.hours.closed_dates.end(), dates.begin(), dates.end());
      }
    }
    std::ranges::sort(rule.hours.closed_dates);
    const auto twice = std::ranges::unique(rule.hours.closed_dates);
    rule.hours.closed_dates.erase(twice.begin(), twice.end());
    for (const auto& [year, n] : lists) {
      if (n == rule.holidays.size()) rule.years.push_back(year);
    }
    out.rules_.push_back(std::move(rule));
  }
  std::ranges::sort(out.rules_, {}, [](const Rule& rule) { return std::tie(rule.place, rule.id); });
  for (size_t i = 0; i < out.rules_.size(); ++i) out.by_place_[out.rules_[i].place].push_back(i);
  std::vector<ConsentRow> terms;
  for (auto& [id, row] : consents) terms.push_back(std::move(row));
  out.consent_terms_ = ConsentTerms(std::move(terms));
  for (auto& [id, freeze] : freezes) out.freezes_.push_back(std::move(freeze));
  return out;
}

const LawBook& LawBook::standard() {
  static const LawBook book = [] {
    auto pack = read_pack(std::string(standard_pack()), "standard.toml");
    check(pack.has_value(), "the program's own rule pack reads");
    std::vector<Pack> packs;
    packs.push_back(std::move(*pack));
    auto made = of(std::move(packs));
    check(made.has_value(), "the program's own rule pack holds together");
    return std::move(*made);
  }();
  return book;
}

std::vector<const Rule*> LawBook::binding(const Question& question) const {
  std::vector<const Rule*> out;
  const auto take = [&](std::string_view place) {
    const auto it = by_place_.find(place);
    if (it == by_place_.end()) return;
    // A place with a rule for texts is not one where rules for calls bind them.
    const bool own_texts = std::ranges::any_of(it->second, [&](size_t i) {
      return rules_[i].on && rules_[i].applies != Applies::calls &&
             in_force(rules_[i].from, rules_[i].until, question.date);
    });
    for (const size_t i : it->second) {
      const Rule& rule = rules_[i];
      if (!rule.on || !in_force(rule.from, rule.until, question.date)) continue;
      if (question.channel == Channel::call && rule.applies == Applies::texts) continue;
      if (question.channel == Channel::text && rule.applies == Applies::calls &&
          (own_texts || !question.texts_are_calls))
        continue;
      if (question.consent_lifts && rule.consent_lifts == ConsentLifts::yes) continue;
      if (std::ranges::find(out, &rule) == out.end()) out.push_back(&rule);
    }
  };
  for (const auto& place : question.places) {
    const auto country = country_of(place);
    take(country);
    if (is_part(place)) {
      take(place);
      continue;
    }
    // The country alone: if no part of it is among the places, nobody knows which.
    const bool part_known = std::ranges::any_of(
        question.places, [&](const std::string& other) { return is_part(other) && country_of(other) == country; });
    if (!part_known) take(std::string(country) + "-*");
  }
  return out;
}

int64_t LawBook::cap_window_ms(std::span<const std::string> places) const {
  int64_t longest = 0;
  const auto ask = [&](std::string_view place) {
    const auto it = by_place_.find(place);
    if (it == by_place_.end()) return;
    for (const size_t i : it->second) {
      if (!rules_[i].on) continue;
      for (const auto& cap : rules_[i].caps) longest = std::max(longest, cap.window_ms);
    }
  };
  for (const auto& place : places) {
    const auto country = country_of(place);
    ask(country);
    ask(is_part(place) ? std::string(place) : std::string(country) + "-*");
  }
  return longest;
}

std::vector<const Freeze*> LawBook::freezing(std::span<const std::string> places, std::string_view date) const {
  std::vector<const Freeze*> out;
  for (const auto& freeze : freezes_) {
    if (!in_force(freeze.from, freeze.until, date)) continue;
    const bool met = std::ranges::any_of(
        places, [&](const std::string& place) { return place == freeze.place || country_of(place) == freeze.place; });
    if (met) out.push_back(&freeze);
  }
  return out;
}

}  // namespace tidings::law
