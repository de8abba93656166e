#include "flow/compliance/law_hours.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "flow/compliance/facts.h"
#include "flow/compliance/text_hash.h"
#include "flow/compliance/zone_table.h"

namespace tidings::compliance {
namespace {

size_t hash_of(const LawQuestion& asked) {
  size_t out = static_cast<size_t>(asked.channel) * 4 + asked.texts_are_calls * 2 + asked.consent_lifts;
  for (const auto& place : asked.places) out = mix_text(out, place);
  for (const auto& zone : asked.zones) out = mix_text(out, zone);
  return out;
}

// The local dates of all zones, each once.
Result<std::vector<std::string>> local_dates(std::span<const std::string> zones, Instant at) {
  std::vector<std::string> out;
  for (const auto& name : zones) {
    auto date = date_text(local_time(*TRY(find_zone(name)), at).day);
    if (std::ranges::find(out, date) == out.end()) out.push_back(std::move(date));
  }
  return out;
}

// The first calendar of the rules that has no list for one of these dates.
std::string missing_list(std::span<const law::Rule* const> rules, std::span<const std::string> dates) {
  for (const auto* rule : rules) {
    for (const auto& date : dates) {
      int year = 0;
      std::from_chars(date.data(), date.data() + 4, year);
      if (!law::knows_year(*rule, year))
        return fmt::format("{} {} ({})", fmt::join(rule->holidays, "+"), year, rule->id);
    }
  }
  return {};
}

Result<LawView> find(const law::LawBook& book, const LawQuestion& asked, Instant at) {
  LawView out;
  const auto dates = TRY(local_dates(asked.zones, at));
  for (const auto& date : dates) {
    for (const auto* rule : book.binding({.places = asked.places,
                                          .channel = asked.channel,
                                          .texts_are_calls = asked.texts_are_calls,
                                          .consent_lifts = asked.consent_lifts,
                                          .date = date})) {
      if (std::ranges::find(out.rules, rule) == out.rules.end()) out.rules.push_back(rule);
    }
  }
  std::vector<const AllowedHours*> hours;
  for (const auto* rule : out.rules) {
    hours.push_back(&rule->hours);
    auto written = rule->hours;
    written.closed_dates.clear();
    out.text += fmt::format("{}{} {}", out.text.empty() ? "" : " + ", rule->id, describe(written));
  }
  out.text += fmt::format("{} local={}", out.text.empty() ? "no rule binds" : "", TRY(local_times(asked.zones, at)));
  out.told = std::make_shared<const std::string>(
      fmt::format("{} places={} pack={}", out.text, fmt::join(asked.places, ","), book.version()));
  out.unknown_holidays = missing_list(out.rules, dates);
  const auto answer = TRY(ask_hours(hours, asked.zones, at));
  out.open = answer.allowed && out.unknown_holidays.empty();
  out.next = answer.next;
  if (out.open) out.closes = TRY(closes_at(hours, asked.zones, at));
  return out;
}

}  // namespace

bool LawHours::Met::is(const law::LawBook& by, const LawQuestion& other) const {
  return &by == book && asked.channel == other.channel && asked.texts_are_calls == other.texts_are_calls &&
         asked.consent_lifts == other.consent_lifts && std::ranges::equal(asked.places, other.places) &&
         std::ranges::equal(asked.zones, other.zones);
}

LawQuestion law_asked(const Facts& facts) {
  return {.places = *facts.places,
          .zones = facts.zones->zones,
          .channel = facts.channel,
          .texts_are_calls = facts.workspace == nullptr || facts.workspace->policy.texts_are_calls,
          .consent_lifts = facts.contact->consent == Consent::express_written};
}

Result<const LawView*> LawHours::look(const law::LawBook& book, const LawQuestion& asked, Instant at) {
  const int64_t minute = at.ms / kMinuteMs;
  if (minute != minute_ || size_ >= limits::kHoursCacheEntries) {
    entries_.clear();
    size_ = 0;
    minute_ = minute;
  }
  auto& met = entries_[mix(hash_of(asked), std::hash<const void*>{}(&book))];
  for (const auto& one : met) {
    if (one.is(book, asked)) return &one.view;
  }
  // Asked for the start of the minute: hours begin and end on whole minutes, and so does everything that is told.
  auto view = TRY(find(book, asked, Instant{minute * kMinuteMs}));
  ++size_;
  const LawAsked key{{asked.places.begin(), asked.places.end()},
                     {asked.zones.begin(), asked.zones.end()},
                     asked.channel,
                     asked.texts_are_calls,
                     asked.consent_lifts};
  return &met.emplace_back(Met{&book, key, std::move(view)}).view;
}

}  // namespace tidings::compliance
