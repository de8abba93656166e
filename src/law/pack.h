// A rule pack: the law of messaging as dated data. Rows of hours and caps by place, holidays by calendar and year,
// freezes. On the journey: read once at start, asked by the gate through LawBook (law_book.h); a decision keeps the
// versions it was made under. Plain values; any thread. Source: reference/compliance §1.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/channel.h"
#include "domain/hours.h"
#include "domain/sliding_cap.h"
#include "law/consent_terms.h"

namespace tidings::law {

using tidings::Channel;
enum class Applies { calls, texts, both };
enum class RuleKind { law, carrier, code, advice };
enum class ConsentLifts { no, unclear, yes };  // unclear counts as no

std::string_view to_string(Applies applies);
std::string_view to_string(RuleKind kind);
std::string_view to_string(ConsentLifts lifts);

using Cap = SlidingCap;  // over all senders and campaigns

// Dates are local, "2026-11-20"; from inclusive, until exclusive; empty = without end.
struct Rule {
  std::string id;                     // "us-fl"; unique over all packs in force
  std::string place;                  // "US-FL", "US"; "US-*": a number of the country whose subdivision nobody knows
  AllowedHours hours;                 // its closed_dates are those of its calendars
  std::vector<std::string> holidays;  // calendars; a year without a list is unknown, and that holds
  Applies applies = Applies::both;
  RuleKind kind = RuleKind::law;
  ConsentLifts consent_lifts = ConsentLifts::unclear;
  std::vector<Cap> caps;
  Mark mark = Mark::unverified;
  bool on = false;
  std::string from, until;
  std::string source;
  std::string pack;        // "standard 2026-11-20"
  std::vector<int> years;  // for which every one of its calendars has a list; sorted
  bool operator==(const Rule&) const = default;
};

struct Holidays {
  std::string calendar;
  int year = 0;
  std::vector<std::string> dates;  // sorted
  Mark mark = Mark::unverified;
  std::string source;
};

// Nothing goes out to a place for a while: a declared emergency, a court order.
struct Freeze {
  std::string id;
  std::string place;
  std::string from, until;  // local dates; until may be empty: until somebody ends it
  std::string reason;
};

// Turns a rule of an earlier pack on or off.
struct Switch {
  std::string rule;
  bool on = false;
  std::string reason;
};

struct Pack {
  std::string id, version;
  std::string digest;  // of its text: who changes a pack and not its version still gets another book
  std::string file;
  std::vector<Rule> rules;
  std::vector<Holidays> holidays;
  std::vector<Freeze> freezes;
  std::vector<Switch> switches;
  std::vector<ConsentRow> consents;
};

}  // namespace tidings::law
