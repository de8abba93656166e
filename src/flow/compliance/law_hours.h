// The hours of the law for one recipient: all rules that bind at any place where they may be, in every zone where they
// may be, on the local date of each. Asked by the gate's law rule; pre-flight and `tidings rules explain` ask the same.
// Owned by a Gate, not thread-safe, bounded: thousands of messages share a few sets of places and zones, and the answer
// holds for a whole UTC minute. Source: reference/compliance §1.1, §8 "the rule".
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "flow/compliance/hours_calendar.h"
#include "law/law_book.h"

namespace tidings::compliance {

struct LawAsked {
  std::vector<std::string> places;  // sorted; not empty
  std::vector<std::string> zones;   // sorted; not empty
  law::Channel channel = law::Channel::text;
  bool texts_are_calls = true;
  bool consent_lifts = false;
};
// The same, borrowed for the time of a question.
struct LawQuestion {
  std::span<const std::string> places;
  std::span<const std::string> zones;
  law::Channel channel = law::Channel::text;
  bool texts_are_calls = true;
  bool consent_lifts = false;
};

struct Facts;
// What a message is asked about, borrowed of its facts; they must have a contact, places and zones.
LawQuestion law_asked(const Facts& facts);

struct LawView {
  std::vector<const law::Rule*> rules;  // that bind now
  bool open = false;                    // every rule, in every zone; false while holidays are unknown
  std::optional<Instant> next;  // first whole minute, not before the asked one, when all agree; none within the horizon
  std::optional<Instant> closes;  // only when open; none = open for the whole horizon
  // A rule closes on holidays, and nobody gave the list of the year: "US-UT 2027". Then it is not known to be open.
  std::string unknown_holidays;
  // "us 08:00-21:00 + us-fl 08:00-20:00 of standard 2026-11-20, local Fri 19:31 America/Chicago"
  std::string text;
  // The same with places and packs: for the traces of all who are met with these places and zones in this minute.
  std::shared_ptr<const std::string> told;
};

class LawHours {
 public:
  // Valid until the next call. Errors as ask_hours().
  Result<const LawView*> look(const law::LawBook& book, const LawQuestion& asked, Instant at);
  Result<const LawView*> look(const law::LawBook& book, const LawAsked& a, Instant at) {
    return look(book, LawQuestion{a.places, a.zones, a.channel, a.texts_are_calls, a.consent_lifts}, at);
  }

 private:
  struct Met {
    const law::LawBook* book;  // departments may leave packs out; books live as long as the program
    LawAsked asked;
    LawView view;
    bool is(const law::LawBook& by, const LawQuestion& other) const;
  };
  std::unordered_map<size_t, std::vector<Met>> entries_;
  size_t size_ = 0;
  int64_t minute_ = -1;
};

}  // namespace tidings::compliance
