// The zones where a recipient may be. A number tells where it was issued, an address where somebody lived, a statement
// what was once said: their union is asked, and every zone of it must allow. Only a confirmed zone narrows. Any thread;
// pure. Source: reference "zones from numbers", the rule.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/contact.h"
#include "flow/compliance/inputs.h"

namespace tidings::compliance {

enum ZoneSource : uint8_t { from_number = 1, from_place = 2, from_statement = 4 };

struct Candidates {
  std::vector<std::string> zones;  // sorted, each once; empty = nothing is known: hold
  std::vector<uint8_t> sources;    // for each zone, the ZoneSource bits that name it
  bool confirmed = false;          // narrowed to the stated zone by the person's word or a verified address
  bool operator==(const Candidates&) const = default;

  // "number+place", "stated (confirmed)": which sources had a say at all.
  Words why() const;
};

// `number_zones`: the zones of the number's prefix (sms::candidate_zones(contact.phone).zones).
// A stated zone that is no zone of the tz database stays in the set: the hours rule then holds, which is right.
Candidates candidate_zones(const Contact& contact, std::span<const std::string_view> number_zones);

// The places whose rules may bind: where the number was issued, its country, and the place of the address; sorted, each
// once. `number_places`: sms::candidate_places(contact.phone). Empty: not even the country is known.
std::vector<std::string> candidate_places(const Contact& contact, std::span<const std::string_view> number_places);

}  // namespace tidings::compliance
