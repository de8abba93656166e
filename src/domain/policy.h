// What a workspace (a department) adds to the law and to the program's defaults: which rule packs bind it, its own
// hours and caps, what its texts must say, its own keywords. Changed by revisions with author and reason; the gate
// reads the newest, and traces name its number. Plain values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "domain/hours.h"
#include "domain/message.h"
#include "domain/sliding_cap.h"

namespace tidings {

// When a marketing text must say who sends it and how to stop. monthly: in the first of each calendar month (UTC) to a
// number, and so in the very first.
enum class Introduce : int { never = 0, monthly = 1, each = 2 };
std::string_view to_string(Introduce introduce);

// Which of several senders a person hears from first: any, one of their country, or one of their area code where there
// is one, else of their country.
enum class SenderMatch : int { none = 0, country = 1, area = 2 };
std::string_view to_string(SenderMatch match);

struct Policy {
  int revision = 0;  // 0 = never changed
  // The law.
  std::vector<std::string> packs_off;   // rule packs that do not bind this workspace, by id
  bool texts_are_calls = true;          // where a place has rules for calls only, they bind texts
  bool replies_any_hour = false;        // a person's answer in a conversation goes at any hour
  bool informational_any_hour = false;  // and so do messages about something agreed
  // Its own, on top.
  AllowedHours hours;            // for everything but confirmations and such answers; empty = none
  std::vector<SlidingCap> caps;  // marketing to one number
  // What texts say.
  std::string brand;   // who sends: begins a text that does not name it, when it must
  std::string footer;  // how to stop: ends a text that does not say it, when it must
  Introduce introduce = Introduce::never;
  bool any_consent = false;             // marketing by a kind of consent that the place of the contact does not accept
  bool shared_shorteners = false;       // links by bit.ly and its like, by bare addresses of machines
  std::vector<std::string> stop_words;  // whole replies that are a STOP here, besides all that are one everywhere
  std::vector<std::string> help_words;
  // Who sends.
  bool sticky_sender = true;  // who has heard from one of several senders hears from it again
  SenderMatch sender_match = SenderMatch::country;
  bool operator==(const Policy&) const = default;
};

// A person's answer, or a message about something agreed, that this policy lets go at any hour.
bool goes_at_any_hour(const Policy& policy, MessageKind kind, Purpose purpose);

json::value policy_json(const Policy& policy);
// Every field may be left out, and keeps what `before` has. Errors: invalid_argument naming the field.
Result<Policy> read_policy(const json::value& value, const Policy& before = {});

}  // namespace tidings
