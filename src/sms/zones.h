// Candidate time zones of a phone number, from the compiled-in map of prefixes (tools/zone_map.py says how it is made
// safe). Any thread; pure. Names are IANA, canonical. Source: reference "zones from numbers": a number tells where it
// was issued, not where its owner is, so the gate asks that every candidate allows.
#pragma once

#include <span>
#include <string_view>

namespace tidings::sms {

struct ZoneCandidates {
  std::span<const std::string_view> zones;  // sorted; empty when nothing is known: hold
  bool fallback = false;                    // a +1 number whose area code says nothing: the US states and DC
};

// `e164` with or without its plus. Longest known prefix wins. Anything that is not digits has no candidates.
ZoneCandidates candidate_zones(std::string_view e164);

// Every zone the map can name, for self-tests against the tz database.
std::span<const std::string_view> all_zones();

}  // namespace tidings::sms
