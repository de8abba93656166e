// Whoever got marketing had a consent at the moment of the hand-over: of a kind that markets and that every place where
// they may be takes, not ended, and not refused since. Read from the append-only records alone, in the order they were
// committed; what the product believes at the moment is not asked.
#include <fmt/format.h>

#include "sms/places.h"
#include "tests/sim/checkers/checkers.h"
#include "tests/sim/scenario.h"

namespace tidings::sim {
namespace {

std::set<std::string> places_of(const Contact& person) {
  std::set<std::string> out;
  for (const auto place : sms::candidate_places(person.phone)) out.emplace(place);
  if (!person.place.empty()) out.insert(person.place);
  for (const NumberRange& range : number_ranges()) {
    if (person.phone.starts_with(range.prefix)) out.emplace(range.region);
  }
  return out;
}

bool taken_everywhere(const History& history, const Contact& person, Consent kind) {
  for (const auto& place : places_of(person)) {
    const auto country = place.substr(0, place.find('-'));
    for (const auto& row : history.consent_law) {
      if (!row.on || row.accepts.empty() || (row.place != place && row.place != country)) continue;
      if (std::ranges::find(row.accepts, kind) == row.accepts.end()) return false;
    }
  }
  return true;
}

bool markets(Consent kind) {
  return kind == Consent::express_written || kind == Consent::express || kind == Consent::implied ||
         kind == Consent::soft_opt_in;
}

// given was not refused by anything of these records.
bool unrefused(const Consented& given, const std::vector<const Consented*>& records) {
  return std::ranges::none_of(records, [&](const Consented* one) {
    if (one->kind != Consent::revoked) return false;
    if (one->id > given.id) return one->given_at >= given.given_at || one->given_at.ms == 0;
    return !given.by_start && one->given_at > given.given_at;
  });
}

}  // namespace

Findings check_consent(const History& history) {
  Findings out;
  if (!history.consents) return out;
  std::map<int64_t, std::vector<const Consented*>> of;
  for (const auto& one : history.ending.consents) of[one.contact].push_back(&one);
  for (const Move& move : history.ending.moves) {
    if (move.to != MessageState::handed) continue;
    const auto* row = history.message(move.message);
    if (row == nullptr || row->purpose != Purpose::marketing || row->kind == MessageKind::reply ||
        row->kind == MessageKind::confirmation || history.ending.questions.contains(move.message)) {
      continue;
    }
    const auto* person = History::find(history.ending.contacts, row->contact.value);
    auto records = of[row->contact.value];
    std::erase_if(records, [&](const Consented* one) { return one->id > move.newest_consent; });
    const bool stands = person != nullptr && std::ranges::any_of(records, [&](const Consented* one) {
                          return markets(one->kind) && one->for_marketing_texts &&
                                 (one->expires_at.ms == 0 || one->expires_at > move.handed_at) &&
                                 unrefused(*one, records) && taken_everywhere(history, *person, one->kind);
                        });
    if (stands) continue;
    std::string told;
    for (const auto* one : records) {
      told += fmt::format(" [{} {} given {} ends {}{}{}]", one->id, to_string(one->kind), one->given_at.ms,
                          one->expires_at.ms, one->for_marketing_texts ? "" : " not for this",
                          one->by_start ? " by START" : "");
    }
    out.add(
        fmt::format("message {} to {} was handed over at {} ({}) with {} consents on record, none of which stood:{}",
                    move.message, row->phone, format_utc(move.handed_at), move.handed_at.ms, records.size(), told));
  }
  return out;
}

}  // namespace tidings::sim
