// Which of a workspace's senders may carry a message, and in which order they are asked: first the one the person
// knows, then those of their area or country, as the policy says; among equals the same person gets the same one as
// long as the pool does not change, and a sender gets people in proportion to its rate, so that a slow one does not
// hold up the pool (weighted rendezvous hashing). Pure; the dispatcher and pre-flight.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/campaign.h"
#include "domain/policy.h"
#include "domain/workspace.h"

namespace tidings::dispatch {

// A campaign's own pool, or all.
bool in_pool(const Campaign& campaign, SenderId sender);

// Where a number belongs, as far as its digits tell.
struct NumberHome {
  uint32_t country = 0;  // the calling code; of +1 with its country ("US", "CA"); 0 = of no country
  uint32_t area = 0;     // the area code of a +1 number; 0 = none
};
NumberHome number_home(std::string_view e164);
// What names and short codes have: they fit every number as well as any other does.
inline constexpr NumberHome kNoHome{};

// The person a message goes to, as far as the choice of a sender goes.
struct Addressee {
  size_t hash = 0;  // what they are told from others by
  NumberHome home;
  SenderId knows;  // of these senders the one they heard from last; 0 = none
};
Addressee addressee(const std::string& phone, SenderId knows);

struct OrderBy {
  SenderMatch match = SenderMatch::country;
  std::string_view away_carrier;  // it has just failed to take this message: others first
};
void order_for(const Addressee& person, const OrderBy& by, std::vector<const Sender*>& senders);

}  // namespace tidings::dispatch
